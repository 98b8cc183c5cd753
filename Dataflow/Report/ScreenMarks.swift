import Core

/// Something drawn over a screenshot to show what a step was aimed at.
enum ScreenMark: Hashable {
    /// A box round an element that was acted on.
    case target(Rect)
    /// A box round the element that had the keyboard.
    case focus(Rect)
    /// A cross at a point.
    case point(Point)
    /// An arrow along which something was dragged.
    case arrow(from: Point, to: Point)

    /// The smallest rectangle that holds the mark.
    var bounds: Rect {
        switch self {
        case .target(let rect), .focus(let rect): rect
        case .point(let point): Rect(x: point.x - 22, y: point.y - 22, width: 44, height: 44)
        case .arrow(let from, let to):
            Rect(x: from.x, y: from.y, width: 1, height: 1).union(Rect(x: to.x, y: to.y, width: 1, height: 1))
        }
    }
}

extension Step {
    /// What to draw over the screenshot before the step.
    var marks: [ScreenMark] {
        switch decision.action {
        case .type, .key:
            guard let frame = before.focusedElement?.frame, !frame.isEmpty else { return [] }
            return [.focus(frame)]
        case .look(let region): return region.isEmpty ? [] : [.target(region)]
        case .focus(let title):
            let wanted = Observation.folded(title)
            return before.windows.first { Observation.folded($0.title).contains(wanted) }.map {
                [.target($0.frame)]
            }
                ?? []
        case .drag(let from, let to):
            var marks = [from, to].compactMap(mark)
            if let start = place(from), let end = place(to) { marks.append(.arrow(from: start, to: end)) }
            return marks
        default: return decision.action.targets.compactMap(mark)
        }
    }

    private func mark(_ target: Target) -> ScreenMark? {
        if case .point(let point) = target { return .point(point) }
        return frame(target).map { .target($0) }
    }

    private func place(_ target: Target) -> Point? {
        if case .point(let point) = target { return point }
        return frame(target)?.center
    }

    private func frame(_ target: Target) -> Rect? {
        let element: UIElement?
        switch target {
        case .point: return nil
        case .element(let ref): element = before.element(ref)
        case .query(let query):
            guard case .unique(let found) = before.resolve(query) else { return nil }
            element = found
        }
        guard let element, !element.frame.isEmpty else { return nil }
        return element.frame
    }
}
