import Core
import Desktop

extension Executor {
    /// The ways to press a target.
    func click(
        _ target: Target,
        _ button: MouseButton,
        _ count: Int,
        _ modifiers: [Modifier],
        in scene: Scene
    ) async throws -> Deed {
        guard (1...10).contains(count) else {
            throw Refusal(message: "a click presses 1 to 10 times, not \(count)")
        }
        let aim = try scene.targeting.find(target)
        var deed = Deed(
            action: .click(target, button: button, count: count, modifiers: modifiers),
            target: aim.element,
            ways: [],
            notes: aim.note.map { [$0] } ?? []
        )
        guard let element = aim.element else {
            guard let point = aim.point else { return deed }
            deed.ways = [pointerClick(at: point, button, count, modifiers)]
            return deed
        }
        try scene.targeting.guardUse(of: element)
        let plain = button == .left && count == 1 && modifiers.isEmpty
        let named = plain ? ActionNames.press(element) : nil
        let isEntry = Role.menuEntries.contains(element.role)
        if !element.isOnScreen {
            // Pixels unknown: an entry of a menu that is not open, a row that is not drawn.
            if isEntry, plain, let path = menuPath(of: element, in: scene.live) {
                deed.ways = menuWays(path, to: element, in: scene.live)
            } else if options.route != .pointer, let named {
                deed.ways = [invokeWay(named, of: element)]
            }
            guard !deed.ways.isEmpty else {
                throw Refusal(message: "\(scene.live.words(for: element)) is not on the screen")
            }
            return deed
        }
        let press = Way(route: "pointer") {
            let point = try await self.reach(element, at: aim.point, in: scene.live)
            try await self.display.click(at: point, button: button, count: count, modifiers: modifiers)
        }
        let invoke = named.map { invokeWay($0, of: element) }
        switch options.route {
        case .pointer: deed.ways = [press]
        case .accessibility: deed.ways = [invoke, press].compactMap { $0 }
        case .automatic: deed.ways = [press, invoke].compactMap { $0 }
        }
        // Whether a toggle without a state to read was toggled cannot be known: once only.
        deed.mayRepeat = plain && (element.role != .toggleButton || element.address != nil)
        return deed
    }

    /// The way to perform one of the actions an element offers.
    func invoke(_ name: String, of target: Target, in scene: Scene) async throws -> Deed {
        guard let element = try scene.targeting.find(target).element else {
            throw Refusal(message: "only an element offers actions; a point does not")
        }
        try scene.targeting.guardUse(of: element)
        let offered =
            element.actions.first { $0 == name }
            ?? element.actions.first { $0.lowercased() == name.lowercased() }
        guard let offered else {
            throw Refusal(
                message: "\(scene.live.words(for: element)) offers no action \"\(name)\"",
                candidates: element.actions
            )
        }
        if options.route == .pointer {
            guard offered == ActionNames.press(element) else {
                throw Refusal(message: "\"\(offered)\" has no counterpart for the pointer")
            }
            var deed = try await click(target, .left, 1, [], in: scene)
            deed.action = .invoke(target, action: name)
            return deed
        }
        return Deed(
            action: .invoke(target, action: name),
            target: element,
            ways: [invokeWay(offered, of: element)]
        )
    }

    /// Finds the pixel to press on an element: brought into view, its window in front.
    func reach(_ element: UIElement, at point: Point? = nil, in screen: Observation) async throws -> Point {
        var (element, screen) = (element, screen)
        if screen.visibleFrame(of: element).isEmpty, point == nil {
            (element, screen) = try await bringIntoView(element, in: screen)
        }
        let visible = screen.visibleFrame(of: element)
        guard !visible.isEmpty else {
            throw Refusal(message: "\(screen.words(for: element)) is outside what can be seen")
        }
        let place = point ?? screen.pressPoint(of: element)
        if let window = screen.window(of: element), window.id != 0 {
            let cover = screen.cover(of: element, at: place)
            if cover != nil || !window.isActive, try await isManaged(window.id) {
                try await display.activate(window.id, within: 2)
            }
        }
        return place
    }

    func invokeWay(_ name: String, of element: UIElement) -> Way {
        Way(route: "accessibility") {
            guard let address = element.address else {
                throw Refusal(message: "\(element.inWords) is not in an accessibility tree")
            }
            do {
                try await self.bus.perform(name, on: address)
            } catch let error as AccessibilityError where error.code == .timeout {
                // What opens a modal dialog answers when that is closed: the screen will tell.
            }
        }
    }

    private func pointerClick(
        at point: Point,
        _ button: MouseButton,
        _ count: Int,
        _ modifiers: [Modifier]
    ) -> Way {
        Way(route: "pointer") {
            try await self.display.click(at: point, button: button, count: count, modifiers: modifiers)
        }
    }

    private func isManaged(_ window: UInt32) async throws -> Bool {
        try await display.windows().first { $0.id == window }.map { !$0.isUnmanaged } ?? false
    }
}
