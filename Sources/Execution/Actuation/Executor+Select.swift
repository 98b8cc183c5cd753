import Core
import Desktop

extension Executor {
    /// Chooses an option of a combo box, list, table, group or tab list by its name.
    func select(_ option: String, of target: Target, in scene: Scene) async throws -> Performance {
        guard let element = try scene.targeting.find(target).element else {
            throw Refusal(message: "there is nothing to select from at the point")
        }
        try scene.targeting.guardUse(of: element)
        let screen = scene.live
        if element.role == .menu || element.role == .menuBar || element.role == .popupMenu {
            let path = (menuPath(of: element, in: screen) ?? []) + [option]
            return try await menu(element.role == .menu ? path : [option], in: scene)
        }
        if shows(option, element), element.role == .comboBox {
            let line = "\(element.inWords) already shows \"\(option)\""
            keep(screen)
            return Performance(outcome: Outcome(.confirmed, evidence: [line]), after: screen)
        }
        var deed = Deed(action: .select(target, option: option), target: element, ways: [], mayRepeat: true)
        let wanted = Observation.folded(option)
        let below = screen.elements.filter { candidate in
            Observation.folded(candidate.name) == wanted
                && screen.ancestors(of: candidate).contains { $0.id == element.id }
        }
        let known =
            below.first(where: \.isOnScreen) ?? below.first { Role.pressables.contains($0.role) }
            ?? below.first
        if element.role == .comboBox || element.role == .toggleButton || element.role == .pushButton {
            if options.route != .pointer, let known, let name = ActionNames.press(known) {
                deed.ways.append(invokeWay(name, of: known))
            }
            if options.route != .pointer, let way = chooseWay(option, in: element) { deed.ways.append(way) }
            deed.ways.append(
                Way(route: "pointer") { try await self.drop(element, choose: option, in: screen) }
            )
            deed.ways.append(
                Way(route: "keyboard") { try await self.step(through: element, to: option, in: screen) }
            )
            return try await perform(deed, in: scene)
        }
        guard let known else {
            throw Refusal(
                message: "\(screen.words(for: element)) has no option \"\(option)\"",
                candidates: names(below: element, in: screen)
            )
        }
        if known.isOnScreen {
            deed.ways.append(
                Way(route: "pointer") {
                    try await self.display.click(at: try await self.reach(known, in: screen))
                }
            )
        }
        if options.route != .pointer {
            if let way = chooseWay(option, in: element) { deed.ways.append(way) }
            if let name = ActionNames.press(known) { deed.ways.append(invokeWay(name, of: known)) }
        }
        return try await perform(deed, in: scene)
    }

    /// Opens a combo box with the pointer and clicks the option.
    private func drop(_ element: UIElement, choose option: String, in screen: Observation) async throws {
        let point = try await reach(element, in: screen)
        // An editable combo box drops down at its arrow, at the right end.
        let hasEntry = screen.elements.contains { child in
            Role.textInputs.contains(child.role) && child.isOnScreen
                && screen.ancestors(of: child).contains { $0.id == element.id }
        }
        let visible = screen.visibleFrame(of: element)
        let place = hasEntry ? Point(x: visible.x + visible.width - 8, y: point.y) : point
        try await display.click(at: place)
        let wanted = Observation.folded(option)
        let before = Set(screen.elements.filter(\.isOnScreen).compactMap(\.address))
        for _ in 0..<3 {
            let now = try await settle()
            let choices = now.elements.filter { candidate in
                guard candidate.isOnScreen, Observation.folded(candidate.name) == wanted else { return false }
                return candidate.address.map { !before.contains($0) } ?? true
            }
            let choice = choices.first { Role.pressables.contains($0.role) } ?? choices.first
            if let choice {
                let (shown, screen) = try await bringIntoView(choice, in: now)
                try await display.click(at: screen.visibleFrame(of: shown).center)
                return
            }
        }
        try await display.press(KeyCombination("Escape"))
        throw Missing(what: "the list of \(element.inWords) did not show \"\(option)\"")
    }

    /// Steps through a combo box with the arrow keys until it shows the option.
    private func step(through element: UIElement, to option: String, in screen: Observation) async throws {
        if let address = element.address { try? await bus.grabFocus(address) }
        var now = try await settle()
        guard let address = element.address, var box = now.elements.first(where: { $0.address == address })
        else {
            throw Missing(what: "\(element.inWords) is gone")
        }
        guard now.focus == box.id || box.states.contains(.focused) else {
            throw Missing(what: "\(box.inWords) does not take the focus")
        }
        for key in ["Up", "Down"] {
            for _ in 0..<100 where !shows(option, box) {
                let earlier = box.value
                try await display.press(KeyCombination(key))
                now = try await settle()
                guard let next = now.elements.first(where: { $0.address == address }) else { return }
                box = next
                if box.value == earlier { break }
            }
        }
        guard shows(option, box) else { throw Missing(what: "\(box.inWords) never showed \"\(option)\"") }
    }

    private func shows(_ option: String, _ element: UIElement) -> Bool {
        guard let value = element.value else { return false }
        return Observation.folded(value) == Observation.folded(option)
    }

    /// The way to choose by position, as AT-SPI does (`Selection.SelectChild`).
    private func chooseWay(_ option: String, in element: UIElement) -> Way? {
        guard let address = element.address else { return nil }
        return Way(route: "accessibility") {
            let wanted = Observation.folded(option)
            let found = try await self.bus.options(of: address).first {
                Observation.folded($0.name) == wanted
            }
            guard let found else { throw Missing(what: "no option \"\(option)\" in the tree") }
            // A combo box is chosen from itself, not from the menu or list inside it.
            let container = element.role == .comboBox ? address : found.container
            try await self.bus.selectChild(found.index, of: container)
        }
    }

    private func names(below element: UIElement, in screen: Observation) -> [String] {
        screen.elements.filter { candidate in
            !candidate.name.isEmpty && Role.pressables.contains(candidate.role)
                && screen.ancestors(of: candidate).contains { $0.id == element.id }
        }.prefix(20).map(\.name)
    }
}

/// A way that turned out not to lead anywhere; the next one is tried.
struct Missing: Error, CustomStringConvertible {
    var what: String
    var candidates: [String] = []
    var description: String { what }
}
