import Core
import Desktop

extension Executor {
    /// Opens a path of menus and chooses the last entry.
    func menu(_ path: [String], in scene: Scene) async throws -> Performance {
        guard !path.isEmpty, path.allSatisfy({ !Observation.folded($0).isEmpty }) else {
            throw Refusal(message: "a menu path needs at least one name, and no empty ones")
        }
        let screen = scene.live
        var deed = Deed(action: .menu(path), target: nil, ways: [], mayRepeat: false)
        if let item = item(at: path, in: screen) {
            deed.target = item
        }
        deed.ways = menuWays(path, to: deed.target, in: screen)
        return try await perform(deed, in: scene)
    }

    /// The ways to an entry: through the open menus, or by its accessibility action.
    ///
    /// Menus come first: a GTK 3 application whose entry runs a modal dialog inside the accessibility
    /// call answers nothing more on the bus until that dialog is closed.
    func menuWays(_ path: [String], to item: UIElement?, in screen: Observation) -> [Way] {
        let walk = Way(route: "pointer") { try await self.walk(path, in: screen) }
        guard options.route != .pointer, let item, let name = ActionNames.press(item),
            !item.states.isDisjoint(with: [.sensitive, .enabled])
        else { return [walk] }
        let invoke = invokeWay(name, of: item)
        return options.route == .accessibility ? [invoke, walk] : [walk, invoke]
    }

    /// The entry at the end of a path, as far as the tree knows it without opening the menus.
    private func item(at path: [String], in screen: Observation) -> UIElement? {
        var parent: UIElement?
        for name in path {
            let entries = screen.menuEntries(below: parent, in: screen.activeWindow)
            guard let next = screen.entry(named: name, among: entries) else { return nil }
            parent = next
        }
        return parent
    }

    /// Walks a path with the pointer, opening each menu; closes what it opened when it fails.
    func walk(_ path: [String], in screen: Observation) async throws {
        var screen = screen
        var opened = 0
        do {
            for (index, name) in path.enumerated() {
                let isLast = index == path.count - 1
                let entry = try find(name, at: index, of: path, in: screen)
                if entry.states.isDisjoint(with: [.sensitive, .enabled]), entry.address != nil {
                    throw Refusal(message: "\(screen.words(for: entry)) is greyed out (not sensitive)")
                }
                let point =
                    index == 0 && opened == 0
                    ? try await reach(entry, in: screen) : screen.visibleFrame(of: entry).center
                try await display.click(at: point)
                if isLast { return }
                opened += 1
                screen = try await opening(of: path[index + 1], after: screen)
            }
        } catch {
            for _ in 0..<opened { try? await display.press(KeyCombination("Escape")) }
            throw error
        }
    }

    private func find(_ name: String, at index: Int, of path: [String], in screen: Observation) throws
        -> UIElement
    {
        let open = screen.openEntries()
        if let entry = screen.entry(named: name, among: open) { return entry }
        if index == 0 {
            let titles = screen.menuEntries(below: nil, in: screen.activeWindow).filter(\.isOnScreen)
            if let title = screen.entry(named: name, among: titles) { return title }
            if let button = menuButton(name, in: screen) { return button }
            throw Missing(
                what: "there is no menu \"\(name)\" in window \"\(screen.activeWindow?.title ?? "")\"",
                candidates: (titles + open).prefix(12).map(screen.words)
            )
        }
        throw Missing(
            what: "the menu \(path[..<index].joined(separator: " > ")) has no entry \"\(name)\"",
            candidates: open.prefix(20).map(screen.words)
        )
    }

    /// A button that opens a menu, such as the "hamburger" of a header bar.
    private func menuButton(_ name: String, in screen: Observation) -> UIElement? {
        let wanted = Observation.folded(name)
        let buttons = screen.elements.filter { element in
            [.toggleButton, .pushButton, .comboBox].contains(element.role) && element.isOnScreen
                && (screen.window(of: element).map { window in
                    screen.activeWindow.map { ScreenChanges.same($0, window) } ?? true
                } ?? true)
        }
        return buttons.first { Observation.folded($0.name) == wanted }
            ?? buttons.first { Observation.folded($0.detail ?? "") == wanted }
    }

    /// Waits until a menu shows an entry, or the screen has settled without it.
    private func opening(of name: String, after screen: Observation) async throws -> Observation {
        var seen = try await settle()
        for _ in 0..<3 where seen.entry(named: name, among: seen.openEntries()) == nil {
            try await Task.sleep(for: .milliseconds(100))
            seen = try await settle()
        }
        return seen
    }
}
