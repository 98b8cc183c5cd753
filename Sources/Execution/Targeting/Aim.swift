package import Core

/// A target found on the live screen.
package struct Aim: Hashable, Sendable {
    /// The element, as it is now; `nil` for a bare point.
    package var element: UIElement?
    /// The exact pixel asked for; `nil` lets the hand choose the middle of the visible part.
    package var point: Point?
    /// What is to be said about how it was found.
    package var note: String?
}

/// Why an action is not sent.
package struct Refusal: Error {
    /// Why, and what to do.
    package var message: String
    /// What could have been meant instead.
    package var candidates: [String] = []

    var outcome: Outcome { Outcome(.refused, message: message, candidates: candidates) }
}

/// Finds targets on the live screen, and refuses what is stale, missing or ambiguous.
package struct Targeting {
    /// The observation the action was decided on.
    package let decided: Observation
    /// The screen as it is now.
    package let live: Observation

    /// Creates a search.
    package init(decided: Observation, live: Observation) {
        self.decided = decided
        self.live = live
    }

    /// Finds a target on the live screen.
    package func find(_ target: Target) throws(Refusal) -> Aim {
        switch target {
        case .element(let ref): return Aim(element: try find(ref))
        case .query(let query): return Aim(element: try find(query))
        case .point(let point): return try find(point)
        }
    }

    private func find(_ ref: ElementRef) throws(Refusal) -> UIElement {
        guard let old = decided.element(ref) else {
            throw Refusal(message: "\(ref) is no element of the observation the action was decided on")
        }
        if let address = old.address {
            if let now = live.elements.first(where: { $0.address == address }) {
                if now.role == old.role, Observation.folded(now.name) == Observation.folded(old.name) {
                    return now
                }
                throw stale(old, "it is now \(now.inWords)")
            }
            // Some toolkits make the accessible anew for the same widget: then it is in its place.
            if let twin = unique(old, sameFrame: true) { return twin }
            throw stale(old, "it is no longer on the screen")
        }
        guard let twin = unique(old, sameFrame: true) else { throw stale(old, "it is no longer there") }
        return twin
    }

    private func find(_ query: ElementQuery) throws(Refusal) -> UIElement {
        switch live.resolve(query) {
        case .unique(let element): return element
        case .ambiguous(let elements):
            throw Refusal(
                message: "\(query) fits \(elements.count) elements; say which by window, within or ordinal",
                candidates: elements.prefix(8).map(live.words)
            )
        case .missing(let near):
            throw Refusal(message: "there is no \(query) on the screen", candidates: near.map(live.words))
        }
    }

    private func find(_ point: Point) throws(Refusal) -> Aim {
        let screen = Rect(x: 0, y: 0, width: live.screen.width, height: live.screen.height)
        guard screen.contains(point) else {
            throw Refusal(
                message: "(\(point.x), \(point.y)) is outside the screen of \(screen.width)×\(screen.height)"
            )
        }
        // A point is for where no ref exists: where one does, it is the element that is meant.
        if let element = live.hit(point),
            Role.pressables.contains(element.role) || Role.textInputs.contains(element.role)
        {
            let note = "the point (\(point.x), \(point.y)) lies on \(live.words(for: element))"
            return Aim(element: element, point: point, note: note)
        }
        return Aim(point: point)
    }

    private func unique(_ old: UIElement, sameFrame: Bool) -> UIElement? {
        let twins = live.elements.filter { now in
            now.role == old.role && now.name == old.name && now.frame == old.frame && !now.frame.isEmpty
        }
        return twins.count == 1 ? twins.first : nil
    }

    private func stale(_ old: UIElement, _ reason: String) -> Refusal {
        var candidates: [UIElement]
        switch live.resolve(ElementQuery(role: old.role, name: old.name)) {
        case .unique(let element): candidates = [element]
        case .ambiguous(let elements): candidates = elements
        case .missing(let near): candidates = near
        }
        candidates.removeAll { Observation.folded($0.name).isEmpty }
        return Refusal(
            message: "\(decided.words(for: old)) is stale: \(reason); look again",
            candidates: candidates.prefix(8).map(live.words)
        )
    }
}
