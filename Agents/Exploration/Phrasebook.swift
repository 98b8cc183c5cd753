import Core

/// The words in which people ask for what was achieved.
package struct Phrasebook: Sendable {
    /// Wordings of one goal.
    package struct Wordings: Hashable, Sendable {
        /// Those that may be trained on.
        package var train: [String]
        /// Those kept back to see whether the meaning was learnt rather than the words.
        package var development: [String]
    }

    /// Patterns of one kind; `{name}`, `{value}`, `{window}`, `{menu}`, `{way}` and `{kind}` are filled in.
    package struct Patterns: Sendable {
        package var train: [String]
        package var development: [String]

        init(_ train: [String], development: [String]) {
            self.train = train
            self.development = development
        }

        static func + (one: Patterns, other: Patterns) -> Patterns {
            Patterns(one.train + other.train, development: one.development + other.development)
        }
    }

    /// Words a goal at most, for training; half as many for development.
    private let limit: Int

    package init(limit: Int = 6) { self.limit = limit }

    /// Returns the wordings for what was achieved; `turn` chooses among the patterns, by turns.
    package func wordings(for achievement: Achievement, turn: Int) -> Wordings {
        let blanks = Blanks(achievement)
        let patterns = Self.patterns(for: achievement, blanks)
        let isDeed = Self.isDeed(blanks["name"] ?? "") || Self.isDeed(blanks["value"] ?? "")
        func filled(_ patterns: [String], _ count: Int) -> [String] {
            var found: [String] = []
            for offset in patterns.indices where found.count < count {
                let position = (turn + offset * 5) % patterns.count
                let pattern = patterns[position]
                // A name that reads like something to do is told from it by quotation marks.
                let isQuoted = (turn + offset) % 3 == 0 || isDeed
                guard let text = blanks.fill(pattern, quoting: isQuoted),
                    !found.contains(text)
                else { continue }
                found.append(text)
            }
            return found
        }
        let purposes = Self.purposes(of: achievement, blanks)
        let train = purposes.train.prefix(2) + filled(patterns.train, limit)
        let development = purposes.development.prefix(1) + filled(patterns.development, max(1, limit / 2))
        return Wordings(train: Array(train.prefix(limit)), development: Array(development.prefix(limit / 2)))
    }

    /// Returns the wordings for several things done one after the other.
    package func joined(_ parts: [Wordings], turn: Int) -> Wordings {
        func join(_ lists: [[String]], _ joints: [String], _ count: Int) -> [String] {
            var found: [String] = []
            for offset in 0..<count {
                var text = ""
                for (number, list) in lists.enumerated() where !list.isEmpty {
                    let part = list[(turn + offset * 3 + number) % list.count]
                    if text.isEmpty {
                        text = part
                    } else {
                        let joint = joints[(turn + offset + number) % joints.count]
                        let next = joint.hasSuffix(". ") || joint.hasSuffix(": ") ? part : Self.lowered(part)
                        text += joint + next
                    }
                }
                if !found.contains(text) { found.append(text) }
            }
            return found
        }
        return Wordings(
            train: join(parts.map(\.train), Self.joints.train, limit),
            development: join(parts.map(\.development), Self.joints.development, max(1, limit / 2))
        )
    }

    /// What stands between two things to do.
    package static let joints = Patterns(
        [" and ", ", then ", ", and after that ", ". Then ", ", and "],
        development: ["; next, ", ", followed by this: ", " - and also "]
    )

    /// The same sentence for the middle of another: its first letter is small unless it is a name's.
    private static func lowered(_ text: String) -> String {
        guard let first = text.first, first.isUppercase, isDeed(text) else { return text }
        return first.lowercased() + text.dropFirst()
    }

    /// Whether a text begins with a word that asks for something to be done.
    private static func isDeed(_ text: String) -> Bool {
        text.split(separator: " ").first.map { verbs.contains($0.lowercased()) } ?? false
    }

    private static let verbs: Set<String> = {
        let all = Kinds.all + [Purposes.all]
        let firsts = all.flatMap { $0.train + $0.development }
            .compactMap { $0.split(separator: " ").first }
            .filter { !$0.hasPrefix("{") && $0 != "I" }
        return Set(
            firsts.map { $0.lowercased() } + [
                "display", "remember", "allow", "wrap", "insert", "hide", "never", "always", "do",
            ]
        )
    }()

    private static func patterns(for achievement: Achievement, _ blanks: Blanks) -> Patterns {
        let role = achievement.widget?.role
        let isNumber = role == .spinButton || role == .slider
        switch achievement.effect.kind {
        case .turnedOn where role == .radioButton || role == .radioMenuItem: return Kinds.option
        case .turnedOn: return Kinds.on
        case .turnedOff: return Kinds.off
        case .filled: return isNumber ? Kinds.number : Kinds.field
        case .typed: return Kinds.text
        case .chose: return Kinds.choice
        case .selected: return role == .pageTab ? Kinds.tab : Kinds.item
        case .unfolded: return Kinds.menu
        case .opened: return blanks["window"] == nil ? Kinds.press : Kinds.window + Kinds.press
        case .closed where achievement.widget == nil: return Kinds.escape
        case .closed: return Kinds.close + Kinds.press
        case .changed, .shown: return Kinds.press
        }
    }

    private static func purposes(of achievement: Achievement, _ blanks: Blanks) -> Patterns {
        guard let widget = achievement.widget, let name = blanks["name"] else {
            return Patterns([], development: [])
        }
        let isDeed = Self.isDeed(name) && name.contains(" ")
        switch achievement.effect.kind {
        case .turnedOn where isDeed: return Patterns([name], development: ["Always \(lowered(name))"])
        case .turnedOff where isDeed:
            return Patterns(["Do not \(lowered(name))"], development: ["Never \(lowered(name))"])
        case .opened, .closed, .changed, .shown, .turnedOn: break
        default: return Patterns([], development: [])
        }
        if let known = Purposes.of(Match.normalized(name)) { return known }
        // What a button is for is often what its hint says, in the imperative.
        // Without the keys that hints add: "Square root [Ctrl+R]", "Regular expression (F7)".
        let line = widget.element.detail?.split(whereSeparator: { "\n[(".contains($0) }).first
        guard let hint = line.map({ ScreenText.clean(String($0)) }), GoalJudge.isSayable(hint, widget.role),
            Self.isDeed(hint), hint.contains(" "), hint.count > widget.name.count,
            Match.normalized(hint) != Match.normalized(name)
        else { return Patterns([], development: []) }
        return Patterns([hint], development: [])
    }
}

/// What is filled into patterns.
struct Blanks {
    private var values: [String: String] = [:]

    subscript(key: String) -> String? { values[key] }

    init(_ achievement: Achievement) {
        if let widget = achievement.widget {
            values["name"] = Self.spoken(widget.name)
            values["kind"] = Self.kinds[widget.role] ?? "item"
            if let path = widget.path, path.count > 1 {
                let steps = path.map(Self.spoken)
                values["menu"] = steps.dropLast().joined(separator: " > ")
                values["way"] = steps.joined(separator: " > ")
            }
        }
        switch achievement.effect.kind {
        case .filled(let text), .typed(let text): values["value"] = text
        case .chose(let option): values["value"] = Self.spoken(option)
        case .opened(let title):
            if GoalJudge.isSayable(title, .frame) { values["window"] = Self.spoken(title) }
        case .closed(let window):
            if GoalJudge.isSayable(window.title, .frame) { values["window"] = Self.spoken(window.title) }
        default: break
        }
    }

    /// Fills a pattern in; `nil` where it asks for what is not there.
    func fill(_ pattern: String, quoting: Bool) -> String? {
        var text = ""
        var rest = Substring(pattern)
        while let open = rest.firstIndex(of: "{") {
            text += rest[..<open]
            guard let close = rest[open...].firstIndex(of: "}") else { return nil }
            let key = String(rest[rest.index(after: open)..<close])
            guard let value = values[key] else { return nil }
            let isQuoted = quoting && (key == "name" || key == "value")
            text += isQuoted ? "\"\(value)\"" : value
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }

    /// A name without the dots and colons that only a screen needs.
    private static func spoken(_ name: String) -> String {
        var text = Substring(ScreenText.clean(name))
        while text.count > 1, let last = text.last, "…:.".contains(last) || last.isWhitespace {
            text.removeLast()
        }
        return String(text)
    }

    private static let kinds: [Core.Role: String] = [
        .pushButton: "button", .toggleButton: "button", .checkBox: "check box", .radioButton: "option",
        .menuItem: "menu entry", .checkMenuItem: "menu entry", .radioMenuItem: "menu entry",
        .menu: "menu", .pageTab: "tab", .comboBox: "list", .slider: "slider", .spinButton: "number field",
        .link: "link", .icon: "icon", .listItem: "list entry", .tableCell: "cell", .treeItem: "tree entry",
        .tableColumnHeader: "column header",
    ]
}
