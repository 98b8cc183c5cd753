/// A description by which an element is found again: role and name first, then place.
///
/// Scripts and recorded steps name elements this way, because a ref dies with its observation.
public struct ElementQuery: Hashable, Sendable, Codable {
    /// The role it must have; `nil` accepts any.
    public var role: Role?
    /// The name it must have, compared without case and outer space; `nil` accepts any.
    public var name: String?
    /// A text its value must contain; `nil` accepts any.
    public var value: String?
    /// A text the title of its window must contain; `nil` accepts any window.
    public var window: String?
    /// A text that an ancestor's name must contain; `nil` accepts any.
    public var within: String?
    /// Which of several matches in reading order, counted from 1; `nil` demands a single one.
    public var ordinal: Int?
    /// Where its middle was, in thousandths of its window's extent; breaks ties only.
    public var place: Point?

    /// Creates a query; each part left out accepts anything.
    public init(
        role: Role? = nil,
        name: String? = nil,
        value: String? = nil,
        window: String? = nil,
        within: String? = nil,
        ordinal: Int? = nil,
        place: Point? = nil
    ) {
        self.role = role
        self.name = name
        self.value = value
        self.window = window
        self.within = within
        self.ordinal = ordinal
        self.place = place
    }
}

extension ElementQuery: CustomStringConvertible {
    /// The query in words, as error messages print it: `push button "OK" in window "Save"`.
    public var description: String {
        var text = role?.rawValue ?? "element"
        if let name { text += " \"\(name)\"" }
        if let value { text += " with value \"\(value)\"" }
        if let within { text += " within \"\(within)\"" }
        if let window { text += " in window \"\(window)\"" }
        if let ordinal { text += " number \(ordinal)" }
        return text
    }
}

/// What a search for an element came to.
public enum Resolution: Hashable, Sendable {
    /// One element fits.
    case unique(UIElement)
    /// Several fit and nothing tells them apart.
    case ambiguous([UIElement])
    /// None fits; these are the nearest by name, the best first.
    case missing(near: [UIElement])
}

extension Observation {
    /// Finds the element a query describes.
    ///
    /// Elements on the screen win over those that are not (an unopened menu's items); a place
    /// breaks ties only when one match is clearly nearer than the next.
    public func resolve(_ query: ElementQuery) -> Resolution {
        var matches = elements.filter { fits($0, query) }
        let visible = matches.filter(\.isOnScreen)
        if !visible.isEmpty { matches = visible }
        if let ordinal = query.ordinal {
            guard matches.indices.contains(ordinal - 1) else { return .missing(near: nearest(to: query)) }
            return .unique(matches[ordinal - 1])
        }
        if let first = matches.first, matches.count == 1 { return .unique(first) }
        if matches.isEmpty { return .missing(near: nearest(to: query)) }
        if let place = query.place, let winner = nearest(to: place, among: matches) { return .unique(winner) }
        return .ambiguous(matches)
    }

    /// Returns the query by which an element of this observation can be found again.
    public func query(for element: UIElement) -> ElementQuery {
        let info = element.window.flatMap { windows.indices.contains($0) ? windows[$0] : nil }
        var query = ElementQuery(role: element.role, name: element.name.isEmpty ? nil : element.name)
        if let info, !element.frame.isEmpty, !info.frame.isEmpty {
            query.place = place(of: element, in: info)
        }
        let twins = elements.filter { fits($0, query) && $0.isOnScreen == element.isOnScreen }
        if twins.count > 1, let position = twins.firstIndex(where: { $0.id == element.id }) {
            query.ordinal = position + 1
        }
        return query
    }

    private func fits(_ element: UIElement, _ query: ElementQuery) -> Bool {
        if let role = query.role, element.role != role { return false }
        if let name = query.name, Self.folded(element.name) != Self.folded(name) { return false }
        if let value = query.value, !Self.folded(element.value ?? "").contains(Self.folded(value)) {
            return false
        }
        if let window = query.window {
            let title = element.window.map { windows.indices.contains($0) ? windows[$0].title : "" } ?? ""
            if !Self.folded(title).contains(Self.folded(window)) { return false }
        }
        if let within = query.within {
            let wanted = Self.folded(within)
            if !ancestors(of: element).contains(where: { Self.folded($0.name).contains(wanted) }) {
                return false
            }
        }
        return true
    }

    private func place(of element: UIElement, in window: WindowInfo) -> Point {
        let center = element.frame.center
        return Point(
            x: (center.x - window.frame.x) * 1000 / max(1, window.frame.width),
            y: (center.y - window.frame.y) * 1000 / max(1, window.frame.height)
        )
    }

    private func nearest(to place: Point, among candidates: [UIElement]) -> UIElement? {
        let ranked = candidates.compactMap { element -> (UIElement, Int)? in
            guard let index = element.window, windows.indices.contains(index) else { return nil }
            let own = self.place(of: element, in: windows[index])
            let (dx, dy) = (own.x - place.x, own.y - place.y)
            return (element, dx * dx + dy * dy)
        }.sorted { $0.1 < $1.1 }
        guard let best = ranked.first else { return nil }
        // Ten thousandths apart at least: nearer than that, the two could have swapped places.
        if ranked.count > 1, ranked[1].1 < best.1 + 100 { return nil }
        return best.0
    }

    private func nearest(to query: ElementQuery) -> [UIElement] {
        let wanted = Set(Self.folded(query.name ?? "").split(separator: " "))
        let scored = elements.map { element -> (UIElement, Int) in
            let words = Set(Self.folded(element.name).split(separator: " "))
            var score = words.intersection(wanted).count * 4
            if let role = query.role, element.role == role { score += 2 }
            if element.isOnScreen { score += 1 }
            return (element, score)
        }
        return scored.filter { $0.1 > 1 }.sorted { $0.1 > $1.1 }.prefix(5).map(\.0)
    }

    /// Returns a name folded for comparison: lower case, without outer space, mnemonic
    /// underscores' effect or a trailing ellipsis.
    public static func folded(_ name: String) -> String {
        var text = Substring(name.lowercased())
        while let last = text.last, last.isWhitespace || last == "…" || last == "." || last == ":" {
            text.removeLast()
        }
        while let first = text.first, first.isWhitespace { text.removeFirst() }
        return String(text)
    }
}
