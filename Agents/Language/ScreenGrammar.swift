package import Core

/// The language of all that can be done on one screen, whatever the goal.
///
/// A trained model writes its next action in it; what it admits, `ActionParser` reads.
package enum ScreenGrammar {
    /// Options and applications that are offered at most.
    private static let limit = 64

    /// The grammar of a screen's actions.
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
        for widget in scene.widgets {
            if widget.isSettable, !full.contains(widget.element.id) { fields.append(widget) }
            if widget.role == .comboBox {
                actions += widget.options.prefix(limit).map { .select(widget.target, option: $0) }
            }
            guard widget.isPressable else { continue }
            actions.append(widget.press)
            if widget.isShowing, opened.contains(widget.role) {
                actions.append(.click(widget.target, button: .left, count: 2, modifiers: []))
            }
        }
        actions += scene.applications.prefix(limit).map { .open($0.id) }
        actions += keys.map { .key($0) }
        return ActionGrammar.of(
            actions.filter { !spent.contains(names.write($0)) },
            inputs: fields,
            names: names
        )
    }

    /// What a second click opens.
    private static let opened: Set<Role> = [.listItem, .tableCell, .treeItem, .icon]

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
