package import Core

/// Judges whether what a step achieved may stand for a goal.
package enum GoalJudge {
    /// Passes an achievement that is evidenced, was not so before, and has one name a person would say.
    ///
    /// - Throws: The first reason against it.
    package static func judge(_ achievement: Achievement) throws(Achievement.Reason) {
        let (before, after) = (achievement.step.before, achievement.step.after)
        guard let after, achievement.effect.holds(on: after) == true else { throw .elsewhere }
        guard achievement.effect.holds(on: before) != true else { throw .already }
        try judgeSecrets(achievement)
        if let widget = achievement.widget {
            guard isSayable(widget.name, widget.role) else { throw .oddName }
            try judgeTwins(of: widget, achievement)
        }
        switch achievement.effect.kind {
        case .chose(let option): guard isSayable(option, .listItem) else { throw .oddName }
        case .closed, .opened:
            guard achievement.widget != nil || isSayable(achievement.window, .frame) else { throw .oddName }
        default: break
        }
    }

    private static func judgeSecrets(_ achievement: Achievement) throws(Achievement.Reason) {
        let widget = achievement.widget
        let names = [widget?.name ?? "", widget?.element.detail ?? "", achievement.window]
        let isSecret =
            widget?.role == .passwordText
            || names.contains { name in
                let words = Set(Match.words(name))
                return !words.isDisjoint(with: secrets)
            }
        let told = achievement.action.words(on: achievement.step.before)
        if isSecret || told.contains("${secret:") { throw .secret }
    }

    private static func judgeTwins(of widget: Widget, _ achievement: Achievement) throws(Achievement.Reason) {
        let name = Observation.folded(widget.name)
        let scene = Scene(achievement.step.before)
        let twins = scene.inFront.filter {
            $0.element.id != widget.element.id && Observation.folded($0.name) == name
                && couldBeMeant($0, by: achievement)
                // An entry of a closed menu is told by its menu.
                && ($0.isShowing || widget.path != nil && $0.path == widget.path)
        }
        guard twins.isEmpty else { throw .ambiguous }
    }

    /// Whether words for what was achieved could be meant for another widget of the same name: a box is
    /// ticked, a row is selected, a field is filled in.
    private static func couldBeMeant(_ other: Widget, by achievement: Achievement) -> Bool {
        switch achievement.effect.kind {
        case .turnedOn, .turnedOff: other.isOn != nil
        case .filled, .typed: other.isSettable
        case .chose: other.role == .comboBox || other.isSettable
        case .selected where rows.contains(achievement.widget?.role ?? .label): rows.contains(other.role)
        default: other.isPressable || other.isSettable
        }
    }

    private static let rows: Set<Role> = [.tableCell, .listItem, .treeItem]

    /// Whether a name is something a person would say.
    package static func isSayable(_ name: String, _ role: Role) -> Bool {
        let text = ScreenText.clean(name)
        guard !text.isEmpty, text == name, text.count <= 48 else { return false }
        // Signs stand on the keys of calculators; other names have letters or digits.
        if !text.contains(where: { $0.isLetter || $0.isNumber }) {
            return text.count <= 2 && [.pushButton, .toggleButton].contains(role)
        }
        // Marks before a name tell a state of it, as of a document that was changed.
        if let first = text.first, "*•·".contains(first) { return false }
        // Sizes and dates are what a row says, not what it is called.
        if rows.contains(role), text.first?.isNumber == true { return false }
        let words = text.split(separator: " ")
        guard words.count <= 8 else { return false }
        if text.hasPrefix("/") || text.hasPrefix("~") || text.contains("://") || text.contains("@") {
            return false
        }
        if text.contains("<") || text.contains("{") || text.contains("\\") || text.contains("_") {
            return false
        }
        return !words.contains(where: isTechnical)
    }

    /// Whether a word is the name of an icon, a number of an object, or the like.
    private static func isTechnical(_ word: Substring) -> Bool {
        let parts = word.split(separator: "-", omittingEmptySubsequences: false)
        if parts.first == "gtk" || parts.last == "symbolic" { return true }
        if parts.count > 2, word == word.lowercased(), !parts.contains("") { return true }
        let digits = word.count(where: \.isNumber)
        if parts.count > 1, digits > 0, word == word.lowercased(), word.contains(where: \.isLetter) {
            return true
        }
        if digits >= 7 { return true }
        // Letters and digits by turns: a digest or a serial number.
        return word.count >= 8 && digits >= 3 && word.allSatisfy { $0.isHexDigit }
    }

    private static let secrets: Set<String> = [
        "password", "passphrase", "passcode", "pin", "secret", "token", "credential", "login", "keyring",
        "authentication",
    ]
}
