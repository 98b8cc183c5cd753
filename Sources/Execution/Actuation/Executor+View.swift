import Core
import Desktop

extension Executor {
    /// Turns the wheel over the container that hides an element until the element shows.
    ///
    /// - Returns: The element and the screen after; unchanged when it did not help.
    func bringIntoView(
        _ element: UIElement,
        in screen: Observation
    ) async throws -> (UIElement, Observation) {
        var (element, screen) = (element, screen)
        for _ in 0..<30 {
            guard screen.visibleFrame(of: element).isEmpty, !element.frame.isEmpty,
                let pane = screen.ancestors(of: element).first(where: { ancestor in
                    Role.clippers.contains(ancestor.role) && ancestor.isOnScreen
                        && element.frame.intersection(ancestor.frame).isEmpty
                })
            else { break }
            let area = screen.visibleFrame(of: pane)
            guard !area.isEmpty else { break }
            let (direction, distance) = way(from: area, to: element.frame)
            // A notch moves some 40 to 120 pixels; too little is made up for in the next round.
            try await display.scroll(at: area.center, direction, amount: max(1, min(10, distance / 120)))
            let after = try await settle()
            guard let address = element.address,
                let now = after.elements.first(where: { $0.address == address })
            else { break }
            let moved = now.frame != element.frame
            (element, screen) = (now, after)
            if !moved { break }
        }
        return (element, screen)
    }

    private func way(from area: Rect, to frame: Rect) -> (ScrollDirection, Int) {
        if frame.y >= area.y + area.height { return (.down, frame.y + frame.height - area.y - area.height) }
        if frame.y + frame.height <= area.y { return (.up, area.y - frame.y) }
        if frame.x >= area.x + area.width { return (.right, frame.x + frame.width - area.x - area.width) }
        return (.left, area.x - frame.x)
    }
}
