package import Core

/// The names by which the actions of one screen call its elements; no two share one.
package struct ElementNames: Sendable {
    private var names: [ElementRef: String] = [:]
    private var refs: [String: ElementRef] = [:]
    /// The widgets that are looked through for what is not called exactly so; empty where names are to be exact.
    private var near: [Widget] = []

    /// Names widgets by role and name; twins get words of where they are (``Landmarks``), and a number where several
    /// share these.
    package init(_ widgets: [Widget], in observation: Observation) {
        let groups = Dictionary(grouping: widgets) { ActionText.designation($0.role, $0.name) }
        let landmarks = groups.count < widgets.count ? Landmarks(observation) : nil
        for (plain, twins) in groups {
            let words = twins.count > 1 ? landmarks?.words(for: twins) : nil
            var counts: [String: Int] = [:]
            for (position, widget) in twins.enumerated() {
                var name = plain
                if let place = words?[position] { name += " " + place }
                let count = counts[name, default: 0] + 1
                counts[name] = count
                if count > 1 { name += " #\(count)" }
                names[widget.element.id] = name
                refs[name] = widget.element.id
            }
        }
    }

    /// Returns what a target is called.
    package func name(_ target: Target) -> String {
        switch target {
        case .element(let ref): names[ref] ?? ref.rawValue
        case .query(let query): query.description
        case .point(let point): "point \(point.x),\(point.y)"
        }
    }

    /// Writes an action with these names.
    package func write(_ action: Action) -> String { ActionText.write(action, name: name) }

    /// Reads the longest name at the start of a text.
    func read(_ text: Substring) -> (ref: ElementRef, rest: Substring)? {
        let match = refs.filter { text.hasPrefix($0.key) }.max { $0.key.count < $1.key.count }
        if let match, near.isEmpty || !Self.continues(text.dropFirst(match.key.count)) {
            return (match.value, text.dropFirst(match.key.count))
        }
        return readNear(text) ?? match.map { ($0.value, text.dropFirst($0.key.count)) }
    }

    /// The same names, which also read what is called nearly so.
    ///
    /// Another kind of button or field, another spelling of the name, another place told with it. Two that fit as well
    /// are as good as none.
    func forgiving(_ widgets: [Widget]) -> ElementNames {
        var names = self
        names.near = widgets
        return names
    }

    /// What comes before a place.
    private static let places = [" in ", " beside ", " under "]

    /// Whether a name goes on: with a name where only the role was read, or with a place.
    private static func continues(_ rest: Substring) -> Bool {
        rest.hasPrefix(" \"") || rest.hasPrefix(" #") || places.contains { rest.hasPrefix($0 + "\"") }
    }

    private func readNear(_ text: Substring) -> (ref: ElementRef, rest: Substring)? {
        guard let mark = text.firstRange(of: " \"") else { return readNameless(text) }
        let role = Role(rawValue: String(text[..<mark.lowerBound]))
        var rest = text.dropFirst(role.rawValue.count)
        guard let name = Self.quoted(&rest, after: " ") else { return nil }
        _ = Self.places.first { Self.quoted(&rest, after: $0) != nil }
        if rest.hasPrefix(" #") { rest = rest.dropFirst(2).drop { $0.isNumber } }
        let kind = Self.kinds.filter { $0.contains(role) }.reduce(Set([role])) { $0.union($1) }
        let found = near.filter { $0.isShowing && kind.contains($0.role) }
            .map { ($0, score: Match.score(name, $0.name)) }.filter { $0.score >= Self.alike }
        guard let best = found.map(\.score).max() else { return nil }
        let equals = found.filter { $0.score == best }
        let own = equals.filter { $0.0.role == role }
        guard let only = equals.count == 1 ? equals.first : own.count == 1 ? own.first : nil else {
            return nil
        }
        return (only.0.element.id, rest)
    }

    /// Reads a text field without a name, where there is one to write in.
    private func readNameless(_ text: Substring) -> (ref: ElementRef, rest: Substring)? {
        let role = text.prefix { $0.isLetter || $0 == " " }
        guard Role.textInputs.contains(Role(rawValue: String(role))) else { return nil }
        let inputs = near.filter(\.isInput)
        guard let one = inputs.count == 1 ? inputs.first : inputs.first(where: \.isDocument) else {
            return nil
        }
        return (one.element.id, text.dropFirst(role.count))
    }

    /// From this score on a name is taken for another spelling.
    private static let alike = 0.8

    /// Roles that toolkits give to what people use alike.
    private static let kinds: [Set<Role>] = [
        [
            .pushButton, .toggleButton, .radioButton, .pageTab, .link, .listItem, .tableCell, .icon,
            .menuItem, .menu,
        ],
        [.checkBox, .toggleButton, .checkMenuItem],
        Role.textInputs,
    ]

    /// Takes a quoted text without escapes off the start.
    private static func quoted(_ text: inout Substring, after mark: String) -> String? {
        guard text.hasPrefix(mark + "\"") else { return nil }
        let inside = text.dropFirst(mark.count + 1)
        guard let end = inside.firstIndex(of: "\"") else { return nil }
        text = inside[inside.index(after: end)...]
        return String(inside[..<end])
    }
}
