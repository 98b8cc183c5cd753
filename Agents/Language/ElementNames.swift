package import Core

/// The names by which the actions of one screen call its elements; no two share one.
package struct ElementNames: Sendable {
    private var names: [ElementRef: String] = [:]
    private var refs: [String: ElementRef] = [:]

    /// Names widgets by role and name; twins get the name of what holds them, or else a short suffix.
    package init(_ widgets: [Widget], in observation: Observation) {
        let groups = Dictionary(grouping: widgets) { ActionText.designation($0.role, $0.name) }
        for (plain, twins) in groups {
            for (position, widget) in twins.enumerated() {
                var name = plain
                if twins.count > 1 {
                    let places = twins.map { Self.place(of: $0, in: observation) }
                    if let place = places[position], places.filter({ $0 == place }).count == 1 {
                        name += " in \(ActionText.quoted(place))"
                    } else if position > 0 {
                        name += " #\(position + 1)"
                    }
                }
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
        return match.map { ($0.value, text.dropFirst($0.key.count)) }
    }

    private static func place(of widget: Widget, in observation: Observation) -> String? {
        observation.ancestors(of: widget.element).first {
            !$0.name.isEmpty && !Role.menuEntries.contains($0.role)
        }
        .map { ScreenText.clean($0.name, limit: 30) }
    }
}
