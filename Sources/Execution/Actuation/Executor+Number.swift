import Core
import Desktop

/// Sliders and dials, which hold a number of a range and are moved rather than typed into.
extension Executor {
    /// Roles whose number is set by moving them.
    static let moved: Set<Role> = [.slider, Role("dial")]

    /// The ways to bring a slider to a number, or to a share of its range ("40%").
    func setNumber(_ text: String, of target: Target, _ element: UIElement, in scene: Scene) async throws
        -> Deed
    {
        let words = scene.live.words(for: element)
        guard let address = element.address else {
            throw Refusal(message: "\(words) is not in an accessibility tree, so its number cannot be read")
        }
        let range = try await bus.value(of: address)
        guard let number = range.number(from: text) else {
            throw Refusal(message: "\(words) takes a number or a percentage, not \"\(text)\"")
        }
        guard (range.minimum...max(range.minimum, range.maximum)).contains(number) else {
            throw Refusal(
                message: "\(words) goes from \(range.minimum) to \(range.maximum), not to \(number)"
            )
        }
        // Judged by the number it comes to, however it was asked for.
        var deed = Deed(action: .setText(target, text: "\(number)"), target: element, ways: [])
        if options.route != .pointer {
            deed.ways.append(
                Way(route: "accessibility") { try await self.bus.setValue(number, of: address) }
            )
        }
        if element.isOnScreen {
            deed.ways.append(
                Way(route: "pointer") {
                    try await self.move(element, at: address, to: number, in: range, on: scene.live)
                }
            )
        }
        guard !deed.ways.isEmpty else { throw Refusal(message: "\(words) is not on the screen") }
        return deed
    }

    /// Moves a slider as a hand does: a press where the number should be, then the arrow keys.
    private func move(
        _ element: UIElement,
        at address: AccessibleID,
        to number: Double,
        in range: AccessibilityBus.NumberRange,
        on screen: Observation
    ) async throws {
        _ = try await reach(element, in: screen)
        let frame = screen.visibleFrame(of: element)
        let isUpright = frame.height > frame.width
        let length = range.maximum - range.minimum
        let share = length > 0 ? (number - range.minimum) / length : 0
        // The ends are the handle's; the middle of it cannot get there.
        let (start, room) = isUpright ? (frame.y, frame.height) : (frame.x, frame.width)
        let place = start + min(max(Int(share * Double(room)), 6), max(6, room - 7))
        try await display.click(
            at: isUpright ? Point(x: frame.center.x, y: place) : Point(x: place, y: frame.center.y)
        )
        try await waitForFocus(of: element)
        try await step(address, to: number, keys: isUpright ? ("Up", "Down") : ("Right", "Left"))
    }

    /// Presses arrow keys until a number is reached, or as near as its steps allow.
    private func step(
        _ address: AccessibleID,
        to number: Double,
        keys: (more: String, less: String)
    ) async throws {
        var keys = keys
        var value = try await bus.value(of: address).current
        for _ in 0..<12 where value != number {
            let key = number > value ? keys.more : keys.less
            try await display.press(KeyCombination(key))
            let next = try await changed(from: value, of: address)
            let step = next - value
            if step == 0 { return }
            guard (step > 0) == (number > value) else {
                // An upright slider may grow downwards.
                keys = (keys.less, keys.more)
                value = next
                continue
            }
            if (next > number) == (step > 0), next != number {
                // The last step went past it: the nearer of the two is as good as it gets.
                if abs(value - number) < abs(next - number) {
                    try await display.press(KeyCombination(key == keys.more ? keys.less : keys.more))
                    _ = try await changed(from: next, of: address)
                }
                return
            }
            value = next
            let more = Int(min(1000, ((number - value) / step + 1e-6).rounded(.down)))
            if more > 0 {
                try await display.press(KeyCombination(key), count: more)
                value = try await changed(from: value, of: address, until: value + Double(more) * step)
            }
        }
    }

    /// Waits until a number has changed, or has come to what is expected; at most a second.
    private func changed(from old: Double, of address: AccessibleID, until wanted: Double? = nil)
        async throws -> Double
    {
        let deadline = ContinuousClock.now + .seconds(1)
        var now = old
        while ContinuousClock.now < deadline {
            now = try await bus.value(of: address).current
            if let wanted { if abs(now - wanted) < 1e-6 { return now } } else if now != old { return now }
            try await Task.sleep(for: .milliseconds(10))
        }
        return now
    }
}

extension AccessibilityBus.NumberRange {
    /// The number a text means: itself, or the share of the range that a percentage is.
    fileprivate func number(from text: String) -> Double? {
        let plain = text.split(whereSeparator: \.isWhitespace).joined()
        if plain.hasSuffix("%"), let share = Double(plain.dropLast()) {
            return minimum + (maximum - minimum) * share / 100
        }
        return Double(plain).flatMap { $0.isFinite ? $0 : nil }
    }
}
