import Core

/// The texts of a screen that are only to be read, between the elements that are used: what a dialog asks, the figures of
/// a sum, the name above a message.
///
/// What an element is called already is left out, and the goal itself where a page begins with it.
struct Reading {
    private let names: Set<String>
    /// What is left of the goal that a page may begin with; `nil` once it goes on with something else.
    private var goal: Substring?
    private var row: Int?

    /// Characters of one text at most.
    private static let longest = 300

    init(_ scene: Scene, besides goal: String) {
        self.goal = Self.plain(goal)[...]
        names = Set(
            scene.widgets.filter { $0.isShowing && ($0.isPressable || $0.isField) }
                .map { Self.plain($0.name) }
        )
    }

    /// Returns what a widget adds: the end of the line before where it begins another, and its text; `nil` for one that
    /// says nothing new.
    ///
    /// Texts beside each other share a line.
    mutating func next(_ widget: Widget) -> String? {
        guard Self.roles.contains(widget.role) else { return nil }
        let said = widget.element.name.isEmpty ? widget.element.value ?? "" : widget.element.name
        let text = ScreenText.clean(said, limit: Self.longest)
        let plain = Self.plain(text)
        guard !plain.isEmpty, !isCalledSo(plain), !isGoal(plain, widget.role) else { return nil }
        let frame = widget.element.frame
        defer { row = frame.center.y }
        guard let row else { return "text: " + text }
        return (abs(row - frame.center.y) <= frame.height / 2 ? " " : "\ntext: ") + text
    }

    /// Returns the end of the line that was begun, if one was.
    mutating func end() -> String? {
        defer { row = nil }
        return row == nil ? nil : "\n"
    }

    /// Whether an element is called so, with or without the colon of a label.
    private func isCalledSo(_ text: String) -> Bool {
        names.contains(text) || text.hasSuffix(":") && names.contains(String(text.dropLast()))
    }

    /// Whether a text goes on with the goal that its page begins with.
    private mutating func isGoal(_ text: String, _ role: Role) -> Bool {
        guard role == Self.page, let left = goal else { return false }
        let rest = left.drop { $0.isWhitespace }
        guard rest.hasPrefix(text) else {
            goal = nil
            return false
        }
        goal = rest.dropFirst(text.count)
        return true
    }

    private static func plain(_ text: String) -> String {
        text.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    /// A piece of text of a page.
    private static let page = Role("static")
    /// What holds text without being used.
    private static let roles: Set<Role> = [
        .label, .heading, .paragraph, .statusBar, .text, page, Role("section"), Role("info bar"),
    ]
}
