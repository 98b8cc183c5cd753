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
    ///
    /// What is open already is gone on from: pressing the title of an open menu would close it.
    func walk(_ path: [String], in screen: Observation) async throws {
        var open = OpenMenu(screen: screen)
        let first = open.depth(of: path)
        var depth = first
        do {
            for (index, name) in path.enumerated().dropFirst(first) {
                let entries = try find(name, at: index, of: path, in: open)
                for (position, entry) in entries.enumerated() {
                    try await press(entry, in: open.screen, isFirst: index == 0)
                    if index == path.count - 1 { return }
                    depth += 1
                    let next = try await opening(of: path[index + 1], after: open.screen)
                    if position == entries.count - 1 || next.entry(named: path[index + 1]) != nil {
                        open = next
                        break
                    }
                    // A twin of the button that opens another menu.
                    try await display.press(KeyCombination("Escape"))
                    depth -= 1
                    open.screen = try await settle()
                }
            }
        } catch {
            for _ in 0..<depth { try? await display.press(KeyCombination("Escape")) }
            throw error
        }
    }

    private func press(_ entry: UIElement, in screen: Observation, isFirst: Bool) async throws {
        if entry.states.isDisjoint(with: [.sensitive, .enabled]), entry.address != nil {
            throw Refusal(message: "\(screen.words(for: entry)) is greyed out (not sensitive)")
        }
        let point = isFirst ? try await reach(entry, in: screen) : screen.visibleFrame(of: entry).center
        try await display.click(at: point)
    }

    /// Finds what to press for a name of the path: one entry, or the buttons that may open its menu.
    private func find(_ name: String, at index: Int, of path: [String], in open: OpenMenu) throws
        -> [UIElement]
    {
        if let entry = open.entry(named: name) { return [entry] }
        let screen = open.screen
        if index == 0 {
            let titles = screen.menuEntries(below: nil, in: screen.activeWindow).filter(\.isOnScreen)
            if let title = screen.entry(named: name, among: titles) { return [title] }
            let buttons = menuButtons(name, in: screen)
            if !buttons.isEmpty { return buttons }
            throw Missing(
                what: "there is no menu \"\(name)\" in window \"\(screen.activeWindow?.title ?? "")\"",
                candidates: (titles + open.entries).prefix(12).map(screen.words)
            )
        }
        throw Missing(
            what: "the menu \(path[..<index].joined(separator: " > ")) has no entry \"\(name)\"",
            candidates: open.entries.prefix(20).map(screen.words)
        )
    }

    /// The buttons that may open a menu, such as the "hamburger" of a header bar.
    private func menuButtons(_ name: String, in screen: Observation) -> [UIElement] {
        let wanted = Observation.folded(name)
        let buttons = screen.elements.filter { element in
            [.toggleButton, .pushButton, .comboBox].contains(element.role) && element.isOnScreen
                && (screen.window(of: element).map { window in
                    screen.activeWindow.map { ScreenChanges.same($0, window) } ?? true
                } ?? true)
        }
        let named = buttons.filter { Observation.folded($0.name) == wanted }
        return named.isEmpty ? buttons.filter { Observation.folded($0.detail ?? "") == wanted } : named
    }

    /// Waits until a menu shows an entry, or the screen has settled without it.
    private func opening(of name: String, after screen: Observation) async throws -> OpenMenu {
        var open = OpenMenu(screen: try await settle(), since: screen)
        for _ in 0..<3 where open.entry(named: name) == nil {
            try await Task.sleep(for: .milliseconds(100))
            open = OpenMenu(screen: try await settle(), since: screen)
        }
        return open
    }
}

/// The menus that are open on a screen.
private struct OpenMenu {
    var screen: Observation
    /// Elements that came when the menu was opened: popovers are made of plain buttons.
    private var fresh: [UIElement] = []

    init(screen: Observation, since earlier: Observation? = nil) {
        self.screen = screen
        guard let earlier else { return }
        let known = Set(earlier.elements.filter(\.isOnScreen).compactMap(\.address))
        fresh = screen.elements.filter { element in
            guard element.isOnScreen, Role.pressables.contains(element.role) else { return false }
            return element.address.map { !known.contains($0) } ?? false
        }
    }

    /// Everything that can be pressed in them.
    var entries: [UIElement] { screen.openEntries() + fresh }

    /// How many of the names of a path are open: the place of the last one that shows below those before it.
    ///
    /// Only below a title that says it is open: some toolkits call entries of closed menus visible.
    func depth(of path: [String]) -> Int {
        let titles = screen.menuEntries(below: nil, in: screen.activeWindow)
        guard let title = path.first.flatMap({ screen.entry(named: $0, among: titles) }),
            !title.states.isDisjoint(with: [.selected, .expanded, .focused])
        else { return 0 }
        let shown = Set(
            screen.openEntries().compactMap { menuPath(of: $0, in: screen)?.map(Observation.folded) }
        )
        let wanted = path.map(Observation.folded)
        return path.indices.dropFirst().last { shown.contains(Array(wanted[...$0])) } ?? 0
    }

    func entry(named name: String) -> UIElement? {
        screen.entry(named: name, among: screen.openEntries()) ?? screen.entry(named: name, among: fresh)
    }
}
