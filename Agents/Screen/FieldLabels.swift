import Core

/// Finds the labels of inputs that have no name of their own: the label to the left, or else above.
struct FieldLabels {
    private let labels: [UIElement]
    private let windows: [WindowInfo]

    init(_ observation: Observation) {
        windows = observation.windows
        labels = observation.elements.filter {
            $0.isOnScreen && !Self.text(of: $0).isEmpty
                && ($0.role == .label || Self.isPlain($0) && (2...Self.longest).contains($0.name.count))
        }
    }

    /// Text of a page that says of itself neither that it is a label nor whose.
    private static func isPlain(_ element: UIElement) -> Bool { element.role == Role("static") }

    /// Characters above which text near an input is something to read.
    private static let longest = 40

    /// Returns the element's own name, its label's, or its explanation.
    func name(of element: UIElement) -> String {
        if !element.name.isEmpty { return element.name }
        let needsLabel =
            Role.textInputs.contains(element.role) || [.comboBox, .slider].contains(element.role)
        if needsLabel, element.isOnScreen, !isPage(element),
            let label = label(of: element.frame, window: element.window)
        {
            return Self.text(of: label)
        }
        return element.detail ?? ""
    }

    /// Returns what stands before something in its line and says what it is, without its colon: "Address" before a link.
    func caption(of element: UIElement) -> String? {
        let middle = element.frame.center.y
        return labels.first { label in
            let gap = element.frame.x - label.frame.x - label.frame.width
            return label.window == element.window && label.frame.y <= middle
                && middle < label.frame.y + label.frame.height && (-8...Self.near).contains(gap)
                && Self.text(of: label).hasSuffix(":")
        }.map { String(Self.text(of: $0).dropLast()) }
    }

    /// Pixels between a caption and what it belongs to.
    private static let near = 24

    /// Whether it is the text a window is there for: what stands above that is the window's title, folder or warning.
    private func isPage(_ element: UIElement) -> Bool {
        guard element.states.contains(.multiLine), !element.states.contains(.singleLine),
            let window = element.window, windows.indices.contains(window)
        else { return false }
        return 2 * element.frame.area > windows[window].frame.area
    }

    private func label(of frame: Rect, window: Int?) -> UIElement? {
        let here = labels.filter { $0.window == window }
        let middle = frame.center.y
        let left = here.filter {
            $0.frame.y <= middle && middle < $0.frame.y + $0.frame.height && $0.frame.x < frame.x
                && $0.frame.x + $0.frame.width <= frame.x + 8
        }
        if let nearest = left.max(by: { $0.frame.x + $0.frame.width < $1.frame.x + $1.frame.width }) {
            return nearest
        }
        let above = here.filter {
            $0.frame.y + $0.frame.height <= frame.y + 4 && frame.y - $0.frame.y - $0.frame.height < 40
                && $0.frame.x < frame.x + frame.width && frame.x < $0.frame.x + $0.frame.width
                // The end of a sentence that wraps is no label.
                && (!Self.isPlain($0) || abs($0.frame.x - frame.x) <= 24)
        }
        return above.max { $0.frame.y < $1.frame.y }
    }

    private static func text(of label: UIElement) -> String {
        label.name.isEmpty ? label.value ?? "" : label.name
    }
}
