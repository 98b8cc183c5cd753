import Core
import Desktop

extension Executor {
    /// The way to type into what has the keyboard.
    func type(_ text: String, in scene: Scene) async throws -> Deed {
        guard let window = scene.live.windows.first(where: \.isActive) else {
            throw Refusal(
                message: "no window has the keyboard; click what to type into first",
                candidates: inputs(in: scene.live)
            )
        }
        let revealed = try await reveal(text, with: secrets)
        var deed = Deed(
            action: .type(revealed.text),
            target: scene.live.focusedElement,
            ways: [
                Way(route: "keyboard") {
                    if scene.live.focusedElement?.hasButtonsForKeys == true {
                        try await self.press(keysOf: revealed.text)
                    } else {
                        try await self.display.type(revealed.text)
                    }
                }
            ],
            mayRepeat: false,
            revealed: revealed
        )
        if scene.live.focus == nil, Evidence(before: scene.live, after: scene.live).hasTree(window) {
            deed.notes.append("no element of window \"\(window.title)\" says that it has the focus")
        }
        return deed
    }

    /// Types where each key presses a button, as in a calculator: a button is not pressed again before it has
    /// sprung back, which takes 250 ms in GTK; a key that comes sooner is lost.
    private func press(keysOf text: String) async throws {
        var struck: Set<Character> = []
        var run = ""
        for character in text {
            if struck.contains(character) {
                try await display.type(run)
                try await Task.sleep(for: .milliseconds(300))
                (struck, run) = ([], "")
            }
            struck.insert(character)
            run.append(character)
        }
        try await display.type(run)
    }

    /// The way to press a key.
    func key(_ keys: KeyCombination, in scene: Scene) async throws -> Deed {
        Deed(
            action: .key(keys),
            target: scene.live.focusedElement,
            ways: [Way(route: "keyboard") { try await self.display.press(keys) }],
            mayRepeat: false
        )
    }

    /// The ways to replace the text of an input.
    func setText(_ text: String, of target: Target, in scene: Scene) async throws -> Deed {
        let aim = try scene.targeting.find(target)
        guard let element = aim.element else {
            throw Refusal(message: "there is no input at the point; setText needs an element")
        }
        try scene.targeting.guardUse(of: element)
        try scene.targeting.guardEditing(of: element)
        if Self.moved.contains(element.role) {
            return try await setNumber(text, of: target, element, in: scene)
        }
        let revealed = try await reveal(text, with: secrets)
        var deed = Deed(
            action: .setText(target, text: revealed.text),
            target: element,
            ways: [],
            notes: aim.note.map { [$0] } ?? [],
            revealed: revealed
        )
        if options.route != .pointer, let address = element.address, element.role != .tableCell {
            deed.ways.append(
                Way(route: "accessibility") {
                    if element.role == .spinButton, let number = Double(revealed.text) {
                        try await self.bus.setValue(number, of: address)
                    } else {
                        try await self.bus.setText(revealed.text, of: address)
                    }
                }
            )
        }
        if element.isOnScreen {
            deed.ways.append(
                Way(route: "pointer") { try await self.overwrite(element, revealed.text, in: scene.live) }
            )
        }
        guard !deed.ways.isEmpty else {
            throw Refusal(message: "\(scene.live.words(for: element)) is not on the screen")
        }
        return deed
    }

    /// Replaces an input's text as a hand does: click, select all, type.
    private func overwrite(_ element: UIElement, _ text: String, in screen: Observation) async throws {
        let point = try await reach(element, in: screen)
        try await display.click(at: point)
        try await waitForFocus(of: element)
        if element.role == .tableCell {
            // Typing into a cell replaces what it holds; select all would take the whole table.
            try await display.type(text)
            try await display.press(KeyCombination("Return"))
            return
        }
        try await display.press(KeyCombination("a", modifiers: [.control]))
        if text.isEmpty {
            try await display.press(KeyCombination("Delete"))
        } else {
            try await display.type(text)
        }
        if element.role == .spinButton { try await display.press(KeyCombination("Tab")) }
    }

    /// Waits until a press has given an element the focus, at most a second.
    ///
    /// The window manager holds a press back until it has raised the window, but not the keys that
    /// follow: sent at once, they would go to what had the focus before.
    func waitForFocus(of element: UIElement) async throws {
        let deadline = ContinuousClock.now + .seconds(1)
        while ContinuousClock.now < deadline {
            let now = try await sensor.observe()
            let same = now.elements.first { $0.address == element.address && $0.address != nil }
            if let same, same.id == now.focus || same.states.contains(.focused) { return }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Puts the whole text of the input concerned into an observation that holds only its beginning.
    func readWhole(_ screen: Observation, for deed: Deed) async throws -> Observation {
        let concerned: UIElement?
        switch deed.action {
        case .setText: concerned = deed.target
        case .type: concerned = screen.focusedElement ?? deed.target
        default: return screen
        }
        guard let concerned, concerned.role != .passwordText, let address = concerned.address,
            let index = screen.elements.firstIndex(where: { $0.address == address }),
            let text = try? await bus.text(of: address)
        else { return screen }
        var copy = screen
        copy.elements[index].value = text
        return copy
    }

    private func inputs(in screen: Observation) -> [String] {
        screen.elements.filter { Role.textInputs.contains($0.role) && $0.isOnScreen }.prefix(8)
            .map(screen.words)
    }
}

extension UIElement {
    /// Whether keys that come while it has the keyboard press buttons rather than write: it is a button, or a display
    /// that cannot be written into.
    fileprivate var hasButtonsForKeys: Bool {
        switch role {
        case .pushButton, .toggleButton: true
        case .text, .label: address != nil && !states.contains(.editable)
        default: false
        }
    }
}
