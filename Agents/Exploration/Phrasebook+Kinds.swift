extension Phrasebook {
    /// The patterns by kind of effect; of each kind a third and more is for development.
    package enum Kinds {
        package static let on = Patterns(
            [
                "Turn on {name}", "Enable {name}", "Tick {name}", "Switch {name} on",
                "Make sure {name} is on",
                "I would like {name} to be active", "{name} should be checked", "Set {name} to on",
                "Check {name}",
            ],
            development: [
                "Activate {name}", "Put a mark at {name}", "Have {name} on from now on",
                "{name}: yes, please",
                "See to it that {name} is ticked",
            ]
        )
        package static let off = Patterns(
            [
                "Turn off {name}", "Disable {name}", "Untick {name}", "Switch {name} off",
                "Make sure {name} is off", "I do not want {name}", "{name} should not be checked",
                "Uncheck {name}",
            ],
            development: [
                "Deactivate {name}", "Take the mark away from {name}", "Stop using {name}",
                "{name}: no, thanks",
            ]
        )
        package static let option = Patterns(
            [
                "Choose {name}", "Select the option {name}", "Pick {name}", "Use {name}", "Set it to {name}",
                "Go with {name}", "Change it to {name}",
            ],
            development: [
                "Take {name}", "{name} is the one I want", "Opt for {name}", "Make it {name}",
            ]
        )
        package static let tab = Patterns(
            [
                "Go to the {name} tab", "Show the {name} page", "Switch to {name}", "Open the {name} tab",
                "Bring up the page called {name}", "Select the tab {name}",
            ],
            development: [
                "Take me to {name}", "Let me see what is under {name}", "Flip over to the {name} page",
            ]
        )
        package static let menu = Patterns(
            [
                "Open the {name} {kind}", "Show what {name} offers", "Pull down {name}",
                "Look into the {name} {kind}", "Unfold {name}", "Show the entries of {name}",
            ],
            development: [
                "Let me see the choices in {name}", "Drop down the {name} {kind}",
                "Bring up what is under {name}",
            ]
        )
        package static let window = Patterns(
            [
                "Open the {window} window", "Show {window}", "Bring up {window}",
                "Get to the {window} dialog",
                "I want to see {window}", "Use {name} to open {window}",
            ],
            development: [
                "Get {window} on the screen", "I need the {window} dialog", "Have {window} come up",
            ]
        )
        package static let close = Patterns(
            [
                "Close {window} with {name}", "Dismiss {window} by pressing {name}",
                "Answer {window} with {name}", "Click {name} to be done with {window}",
            ],
            development: [
                "Leave {window} through {name}", "End {window} with {name}",
            ]
        )
        package static let escape = Patterns(
            [
                "Close {window} with the Escape key", "Press Escape to leave {window}",
                "Close {window} by pressing Escape", "Get out of {window} with Escape",
            ],
            development: [
                "Escape from {window}", "Use the Esc key to make {window} go away",
            ]
        )
        package static let press = Patterns(
            [
                "Press {name}", "Click {name}", "Click the {name} {kind}", "Use {name}", "Choose {name}",
                "Press the {kind} called {name}", "Choose {name} from the {menu} menu", "Go to {way}",
                "In the {menu} menu, click {name}",
            ],
            development: [
                "Hit {name}", "Tap the {name} {kind}", "Give {name} a click", "{way}",
                "Take {name} out of the {menu} menu",
            ]
        )
        package static let field = Patterns(
            [
                "Put {value} into {name}", "Enter {value} as {name}", "Fill in {name} with {value}",
                "Set {name} to {value}", "Type {value} into the {name} field", "{name}: {value}",
                "The {name} is {value}", "Write {value} where it says {name}", "Change {name} to {value}",
            ],
            development: [
                "{value} goes into {name}", "Let {name} read {value}", "Give {value} for {name}",
                "Have {value} stand in {name}", "Key in {value} at {name}",
            ]
        )
        package static let number = Patterns(
            [
                "Set {name} to {value}", "Change {name} to {value}", "Adjust {name} to {value}",
                "Make {name} {value}", "{name} should be {value}", "Put {value} for {name}",
            ],
            development: [
                "Move {name} to {value}", "Have {name} at {value}", "I want {value} for {name}",
            ]
        )
        package static let choice = Patterns(
            [
                "Choose {value} for {name}", "Set {name} to {value}", "Select {value} as {name}",
                "Pick {value} in the {name} list", "Change {name} to {value}", "{name} should be {value}",
            ],
            development: [
                "Take {value} for {name}", "I want {value} as the {name}", "Let {name} be {value}",
            ]
        )
        package static let item = Patterns(
            [
                "Select {name}", "Click {name} in the list", "Choose the entry {name}", "Mark {name}",
                "Highlight {name}", "Pick {name} from the list",
            ],
            development: [
                "Put the selection on {name}", "{name} is the row I mean", "Get {name} highlighted",
            ]
        )
        package static let text = Patterns(
            [
                "Write {value}", "Type {value} into the document", "Enter the text {value}",
                "Put {value} into the text", "Add the words {value}", "Type {value}",
            ],
            development: [
                "Get {value} onto the page", "{value} - write that down", "Let the text say {value}",
            ]
        )

        /// All of them, for tests.
        package static let all = [
            on, off, option, tab, menu, window, close, escape, press, field, number, choice, item, text,
        ]
    }
}
