/// An observation as text for people: windows, then one line an element, indented by its place.
public struct ObservationText: CustomStringConvertible, Sendable {
    /// Whether elements that are not on the screen (an unopened menu's items) have a line too.
    public var showsUnseen = false
    /// Characters of a value shown at most.
    public var maximumValue = 60
    private let observation: Observation

    /// Wraps an observation.
    public init(_ observation: Observation) { self.observation = observation }

    /// The lines.
    public var description: String { lines.joined(separator: "\n") }

    /// One line a window, followed by its elements; what is missing comes last.
    public var lines: [String] {
        var lines: [String] = []
        var depths: [ElementRef: Int] = [:]
        var byWindow: [Int: [UIElement]] = [:]
        for element in observation.elements { byWindow[element.window ?? -1, default: []].append(element) }
        for (index, window) in observation.windows.enumerated() {
            lines.append(line(of: window))
            for element in byWindow[index] ?? [] { append(element, &lines, &depths) }
        }
        for element in byWindow[-1] ?? [] { append(element, &lines, &depths) }
        for note in observation.degraded { lines.append("degraded: \(note.subject): \(note.reason)") }
        return lines
    }

    private func append(_ element: UIElement, _ lines: inout [String], _ depths: inout [ElementRef: Int]) {
        let depth = element.parent.flatMap { depths[$0] }.map { $0 + 1 } ?? 1
        depths[element.id] = depth
        guard showsUnseen || element.isOnScreen else { return }
        lines.append(String(repeating: "  ", count: min(depth, 20)) + line(of: element))
    }

    private func line(of window: WindowInfo) -> String {
        var text = "window \(quoted(window.title)) \(window.application)"
        if window.pid != 0 { text += " pid \(window.pid)" }
        text += " " + place(window.frame)
        if window.isActive { text += " active" }
        if window.isModal { text += " modal" }
        return text
    }

    private func line(of element: UIElement) -> String {
        var text = "\(element.id) \(element.role)"
        if !element.name.isEmpty { text += " " + quoted(element.name) }
        if let value = element.value { text += " = " + quoted(value) }
        let states = element.states.names.filter { Self.worthSaying.contains($0) }
        if !states.isEmpty { text += " [" + states.joined(separator: " ") + "]" }
        if !element.states.contains(.sensitive), !element.states.contains(.enabled) { text += " disabled" }
        if !element.actions.isEmpty { text += " {" + element.actions.joined(separator: ", ") + "}" }
        text += element.frame.isEmpty ? " unseen" : " " + place(element.frame)
        if element.id == observation.focus { text += " focus" }
        return text
    }

    private static let worthSaying: Set<String> = [
        "checked", "pressed", "selected", "expanded", "collapsed", "indeterminate", "invalidEntry", "busy",
        "readOnly", "required",
    ]

    private func place(_ frame: Rect) -> String { "\(frame.x),\(frame.y) \(frame.width)×\(frame.height)" }

    private func quoted(_ text: String) -> String {
        var short = text.prefix(maximumValue).map { character -> String in
            switch character {
            case "\n", "\r\n", "\r": "⏎"
            case "\t": "⇥"
            case "\"": "\\\""
            default: String(character)
            }
        }.joined()
        if text.count > maximumValue { short += "…" }
        return "\"\(short)\""
    }
}
