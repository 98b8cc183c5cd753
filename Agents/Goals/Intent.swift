package import Core

/// What one clause of a goal asks for, as far as its verb tells.
///
/// An intent names things by the user's words; which element is meant is decided on the screen.
package enum Intent: Hashable, Sendable {
    /// How a thing is to be pressed.
    package enum Press: Hashable, Sendable {
        /// By mouse or keyboard, whichever there is.
        case either
        /// It is a key.
        case key
        /// It is something on the screen.
        case element
    }

    /// Start an application, or open a file, an address or a menu.
    case open(String)
    /// Press a button or key.
    case press(String, Press)
    /// Click something with a button of the mouse.
    case click(String, button: MouseButton, count: Int)
    /// Press a combination of keys.
    case key(KeyCombination)
    /// Type text, at the caret or into a field; as a line of its own where `line` is set.
    case type(String, into: String?, line: Bool)
    /// Give a field a value.
    case set(field: String, value: String)
    /// Give a field a value where the words of both run together: "first name Alan".
    case fill(String)
    /// Choose one of several things.
    case choose(String, from: String?)
    /// Put a switch into a state.
    case toggle(String, on: Bool)
    /// Save the document, under a name where one is given.
    case save(name: String?)
    /// Close the window, or what is named.
    case close(String?)
    /// Run a command in a terminal.
    case run(String)
    /// Work out a sum with a calculator.
    case calculate(Expression)
    /// Give an amount in another unit with a calculator that knows units.
    case convert(String, to: String)
    /// Make a new thing with a name: a folder, a tab, a document.
    case create(kind: String, name: String)
    /// Change the name of something.
    case rename(String, to: String)
    /// Put a file or folder into another folder, or a copy of it.
    case move(String, to: String, isCopy: Bool)
    /// Make a copy of a file or folder under another name.
    case duplicate(String, as: String)
    /// Show a folder in a file manager, or be in it in a terminal.
    case visit(String)
    /// Do away with a file or folder.
    case remove(String)
    /// Put a value into a cell of a sheet, nothing to empty it; go there where there is none to put.
    case cell(String, value: String?)
    /// Say something about a text.
    case answer(TextQuestion)
    /// Write a text anew as what it holds says.
    case rewrite(TextEdit)
    /// Write what a field holds into another.
    case carry(from: String, to: String)
    /// Replace a text with another, everywhere.
    case replace(String, with: String)
    /// Replace what is selected, or else the whole text.
    case overwrite(String)
    /// Look for a text.
    case find(String)
    /// Say yes to what is asked.
    case accept
    /// Say no to what is asked.
    case dismiss
    /// Wait a number of seconds.
    case wait(Double)
    /// Turn the wheel.
    case scroll(ScrollDirection, amount: Int)
    /// Drag one thing to another.
    case drag(String, to: String)
    /// Something whose verb is not known: decided on the screen alone.
    case perform(String)
    /// Something that must not be done.
    case avoid(String)
}

/// One thing to do on the way to a goal.
package struct Subgoal: Hashable, Sendable {
    /// The clause it came from, in the user's words.
    package var text: String
    /// Where the clause says it is to be done ("in gedit"), if it says.
    package var scope: String?
    /// What is to be done.
    package var intent: Intent

    package init(text: String, scope: String? = nil, intent: Intent) {
        self.text = text
        self.scope = scope
        self.intent = intent
    }
}
