import Core
import Desktop

extension Executor {
    /// The way to turn the wheel over a target, or over the active window.
    func scroll(
        _ target: Target?,
        _ direction: ScrollDirection,
        _ amount: Int,
        in scene: Scene
    ) async throws -> Deed {
        guard (1...1000).contains(amount) else {
            throw Refusal(message: "scrolling goes 1 to 1000 notches, not \(amount)")
        }
        var deed = Deed(
            action: .scroll(target, direction: direction, amount: amount),
            target: nil,
            ways: [],
            mayRepeat: false
        )
        var aim = Aim()
        if let target { aim = try scene.targeting.find(target) }
        deed.target = aim.element
        let screen = scene.live
        deed.ways = [
            Way(route: "pointer") {
                let place: Point
                if let element = aim.element {
                    place = try await self.reach(element, at: aim.point, in: screen)
                } else if let point = aim.point {
                    place = point
                } else if let window = screen.activeWindow {
                    place =
                        window.frame.intersection(
                            Rect(x: 0, y: 0, width: screen.screen.width, height: screen.screen.height)
                        ).center
                } else {
                    throw Refusal(message: "there is no window to scroll")
                }
                // In parts, as the display takes so many notches at once at most.
                for left in stride(from: amount, to: 0, by: -100) {
                    try await self.display.scroll(at: place, direction, amount: min(left, 100))
                }
            }
        ]
        return deed
    }

    /// The way to drag from one target to another.
    func drag(_ from: Target, _ to: Target, in scene: Scene) async throws -> Deed {
        let (start, end) = (try scene.targeting.find(from), try scene.targeting.find(to))
        if let element = start.element { try scene.targeting.guardUse(of: element) }
        let screen = scene.live
        return Deed(
            action: .drag(from: from, to: to),
            target: start.element,
            ways: [
                Way(route: "pointer") {
                    let first = try await self.place(of: start, in: screen)
                    let middle = try await self.place(of: end, in: screen)
                    let last = end.point == nil ? Self.past(middle, of: end.element, from: first) : middle
                    try await self.display.drag(from: first, to: last)
                }
            ],
            mayRepeat: false
        )
    }

    /// A point a little past the middle of a target, as seen from where a drag begins.
    ///
    /// A list lets an item change places with another once it is over the other's far half; at the very
    /// middle it may or may not.
    private static func past(_ middle: Point, of element: UIElement?, from start: Point) -> Point {
        guard let frame = element?.frame else { return middle }
        func step(_ way: Int, _ size: Int) -> Int { max(-size / 8, min(size / 8, way / 4)) }
        return Point(
            x: middle.x + step(middle.x - start.x, frame.width),
            y: middle.y + step(middle.y - start.y, frame.height)
        )
    }

    private func place(of aim: Aim, in screen: Observation) async throws -> Point {
        if let point = aim.point { return point }
        guard let element = aim.element else { throw Refusal(message: "there is nothing to drag") }
        return try await reach(element, in: screen)
    }
}
