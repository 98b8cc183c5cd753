import Core

/// What people tell elements of the same name apart by: what they are in, the text in the same row, the heading they
/// stand under.
struct Landmarks {
    private let observation: Observation
    private let texts: [UIElement]
    private let positions: [ElementRef: Int]

    /// Characters of a landmark at most.
    private static let longest = 30

    init(_ observation: Observation) {
        self.observation = observation
        texts = observation.elements.filter(Self.isText)
        positions = Dictionary(
            observation.elements.enumerated().map { ($1.id, $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Returns for each of some twins the words after its name, such as `in "Options"`; `nil` where nothing tells it.
    ///
    /// Of what they are in, beside and under, the kind is told that tells most of them apart, if any two.
    func words(for twins: [Widget]) -> [String?] {
        var best = [String?](repeating: nil, count: twins.count)
        var most = 1
        for (word, place) in [("in", inside), ("beside", beside), ("under", under)] {
            let places = twins.map { twin in
                place(twin.element).map { "\(word) \(ActionText.quoted($0))" }
            }
            let count = Set(places).count
            if count > most { (best, most) = (places, count) }
            if most == twins.count { break }
        }
        return best
    }

    /// The name of the nearest thing that holds it.
    private func inside(_ element: UIElement) -> String? {
        observation.ancestors(of: element).first {
            !$0.name.isEmpty && !Role.menuEntries.contains($0.role)
        }
        .map { ScreenText.clean($0.name, limit: Self.longest) }
    }

    /// The nearest text of its row.
    private func beside(_ element: UIElement) -> String? {
        let frame = element.frame
        guard element.isOnScreen else { return nil }
        return
            texts.filter {
                $0.window == element.window && $0.id != element.id && $0.frame.y <= frame.center.y
                    && frame.center.y < $0.frame.y + $0.frame.height && $0.frame.gap(to: frame) >= 0
            }
            .min { $0.frame.gap(to: frame) < $1.frame.gap(to: frame) }
            .map { Self.said($0) }
    }

    /// The first line of the paragraph that comes before it, as the name above a message.
    private func under(_ element: UIElement) -> String? {
        guard element.isOnScreen, let position = positions[element.id] else { return nil }
        let before = observation.elements[..<position].reversed()
        var paragraph: [UIElement] = []
        for text in before.drop(while: { !Self.isText($0) || $0.frame.bottom > element.frame.y + Self.slack })
        {
            guard Self.isText(text), text.window == element.window else { break }
            if let last = paragraph.last, last.frame.y - text.frame.bottom > min(last.frame.height, 24) / 2 {
                break
            }
            paragraph.append(text)
        }
        guard let first = paragraph.last else { return nil }
        let line = paragraph.reversed().prefix {
            abs($0.frame.center.y - first.frame.center.y) <= first.frame.height / 2
        }
        return ScreenText.clean(line.map(Self.said).joined(separator: " "), limit: Self.longest)
    }

    /// Pixels by which what stands above may reach into what is below.
    private static let slack = 4

    private static func isText(_ element: UIElement) -> Bool {
        element.isOnScreen && roles.contains(element.role) && !said(element).isEmpty
    }

    private static func said(_ element: UIElement) -> String {
        ScreenText.clean(element.name.isEmpty ? element.value ?? "" : element.name, limit: longest)
    }

    private static let roles: Set<Role> = [.label, .heading, Role("static")]
}

extension Rect {
    fileprivate var bottom: Int { y + height }

    /// Pixels between this and another beside it; below zero where one is above the other.
    fileprivate func gap(to other: Rect) -> Int { max(other.x - (x + width), x - (other.x + other.width)) }
}
