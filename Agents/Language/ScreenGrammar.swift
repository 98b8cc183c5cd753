package import Core

/// The language of all that can be done on one screen, whatever the goal.
///
/// A trained model writes its next action in it; what it admits, `ActionParser` reads.
package enum ScreenGrammar {
    /// Options and applications that are offered at most.
    private static let limit = 64

    /// The grammar of a screen's actions; while a menu is open, of what that leaves to be done.
    ///
    /// - Parameters:
    ///   - spent: Actions, as they are written, to leave out.
    ///   - full: Fields that are not to be filled.
    package static func of(
        _ scene: Scene,
        names: ElementNames,
        without spent: Set<String> = [],
        full: Set<ElementRef> = []
    ) -> Grammar {
        var actions: [Action] = []
        var fields: [Widget] = []
        let menu = scene.openMenu
        for widget in menu.isEmpty ? scene.widgets : menu {
            if widget.isSettable, !full.contains(widget.element.id) { fields.append(widget) }
            if widget.role == .comboBox {
                actions += widget.options.prefix(limit).map { .select(widget.target, option: $0) }
            }
            guard widget.isPressable else {
                // A click gives a field the keyboard, or opens what it chooses from.
                if widget.isField { actions.append(.click(widget.target)) }
                continue
            }
            actions.append(widget.press)
            if widget.isShowing, opened.contains(widget.role) {
                actions.append(.click(widget.target, button: .left, count: 2, modifiers: []))
            }
        }
        actions += (menu.isEmpty ? keys : [close]).map { .key($0) }
        if menu.isEmpty { actions += scene.applications.prefix(limit).map { .open($0.id) } }
        let things = menu.isEmpty ? scene.inFront.filter(\.isShowing) : []
        return ActionGrammar.of(
            actions.filter { !spent.contains(names.write($0)) },
            inputs: fields,
            dragging: Array(things.filter { dragged.contains($0.role) }.prefix(limit)),
            scrolling: Array(things.filter { scrolled.contains($0.role) }.prefix(limit)),
            typing: menu.isEmpty,
            names: names
        )
    }

    /// The grammar of a reply that goes on after the first action: a line each for what comes later, which is read
    /// when its screen is there.
    static func goingOn(_ first: Grammar) -> Grammar {
        let line = Grammar.text(min: 1, max: 160, forbidding: Set(0..<0x20).union([0x7F]))
        return .sequence([
            first, .repeated(.sequence([.literal("\n"), line]), min: 0, max: Lessons.longest),
        ])
    }

    /// Returns an action that was foreseen, as it is done on the screen that is there; `nil` where it cannot be done.
    ///
    /// - Parameters:
    ///   - line: The action as it was written before the screen was there.
    ///   - widgets: Where its elements are looked for; those of the window in front when left out.
    static func read(_ line: String, _ scene: Scene, names: ElementNames, among widgets: [Widget]? = nil)
        -> Action?
    {
        guard let action = try? ActionParser(names.forgiving(widgets ?? scene.inFront)).parse(line) else {
            return nil
        }
        let menu = scene.openMenu
        if !menu.isEmpty {
            switch action {
            case .click(.element(let ref), _, _, _) where menu.contains { $0.element.id == ref }: break
            case .menu: break
            case .key(let combination) where combination == close: break
            default: return nil
            }
        }
        switch action {
        case .setText, .type, .drag: return action
        case .key(let combination): return keys.contains(combination) ? action : nil
        case .click(_, button: .left, count: 1...2, modifiers: []): return action
        case .scroll(_?, direction: .up, amount: 1...9), .scroll(_?, direction: .down, amount: 1...9):
            return action
        case .select(.element(let box), let option):
            guard let options = scene.widget(box)?.options, scene.widget(box)?.role == .comboBox else {
                return nil
            }
            if options.isEmpty { return action }
            let near = options.filter { Match.normalized($0) == Match.normalized(option) }
            return near.first.map { .select(.element(box), option: options.contains(option) ? option : $0) }
        case .menu(let path): return way(path, scene).map { .menu($0) }
        case .open(let id): return scene.applications.contains { $0.id == id } ? action : nil
        default: return nil
        }
    }

    /// The way through the menus that are there to what a way ends at.
    private static func way(_ path: [String], _ scene: Scene) -> [String]? {
        func spelled(_ path: [String]) -> [String] { path.map(Match.normalized) }
        let known = scene.inFront.compactMap(\.path)
        if let same = known.first(where: { spelled($0) == spelled(path) }) { return same }
        guard let last = path.last.map(Match.normalized) else { return nil }
        let ending = known.filter { $0.last.map(Match.normalized) == last }
        if ending.count == 1 { return ending.first }
        // What a menu offers may be known only once it is open.
        return scene.closedMenus.isEmpty ? nil : path
    }

    /// What can be moved with the pointer, as far as its role tells.
    private static let dragged: Set<Role> = [.listItem, .icon, .link, .treeItem, .tableCell]

    /// What the wheel is turned over, to see more of what it is in.
    private static let scrolled: Set<Role> = dragged.union([.documentText, .text, .entry, .label])

    /// What a second click opens.
    private static let opened: Set<Role> = [.listItem, .tableCell, .treeItem, .icon]

    /// The key that closes a menu.
    private static let close = KeyCombination("Escape")

    /// The keys that commands are given with.
    private static let keys: [KeyCombination] = {
        let moving = ["Up", "Down", "Left", "Right", "Home", "End", "Page_Up", "Page_Down"]
        let plain = ["Return", "Escape", "Tab", "space", "BackSpace", "Delete"] + moving
        let functions = (1...12).map { "F\($0)" }
        let letters = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        return (plain + functions).map { KeyCombination($0) }
            + (moving + ["Tab"]).map { KeyCombination($0, modifiers: [.shift]) }
            + (letters + ["Home", "End"]).map { KeyCombination($0, modifiers: [.control]) }
            + letters.map { KeyCombination($0, modifiers: [.control, .shift]) }
            + [KeyCombination("F4", modifiers: [.alt])]
    }()
}
