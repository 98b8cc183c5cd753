import Agents
import Core
import Dataflow

/// Looks around in an application: does what it has done least often, within the safety policy.
///
/// The same seed chooses the same on the same screens. Windows are left by their own buttons, or with
/// Escape, once everything in them was tried.
struct ExploringPlanner: Planner {
    let seed: UInt64
    let scene: String
    let limit: Int
    let policy: PolicyEvaluator

    /// Something that could be done.
    private struct Choice {
        var action: Action
        /// What it is, whatever the value; written into the step so that it is counted.
        var key: String
        /// Whether it ends the window it is in.
        var closes = false
        /// Whether it takes another value each time.
        var isVaried = false
        /// How likely it is among those that were done as often.
        var weight: Int
    }

    func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
        let steps = trajectory.steps
        guard steps.count < limit else { return end("as far as it was meant to go") }
        let place = Scene(observation)
        guard let window = place.frontWindow, !observation.windows.isEmpty else {
            return end("nothing is left open")
        }
        let names = ElementNames(place.widgets, in: observation)
        var generator = SeededGenerator(seed: seed &* 1009 &+ UInt64(steps.count), name: scene)
        var tries: [String: Int] = [:]
        for step in steps { if let key = step.decision.subgoal { tries[key, default: 0] += 1 } }
        let title = Self.kind(of: window)
        let own = Set((steps.first?.before ?? observation).windows.map(\.pid))
        guard own.contains(window.pid) else {
            // Another program came up: help in a browser, say. It is none of this walk's business.
            let key = "\(title)|leave"
            guard tries[key, default: 0] < 2 else { return end("another program is in front") }
            let leave = KeyCombination("F4", modifiers: [.alt])
            return decision(Choice(action: .key(leave), key: key, weight: 1), names)
        }
        let isMain = window.id == steps.first?.before.activeWindow?.id || steps.isEmpty
        var choices = self.choices(place, title, names, &generator)
        // One of those with the same key stands for them: an office has thousands of menu entries.
        choices = Self.representatives(of: choices, &generator)
        choices.removeAll { policy.ruling(on: $0.action, seeing: observation).verdict != .allow }
        let here = steps.count { ($0.decision.subgoal ?? "").hasPrefix(title + "|") }
        let left = limit - steps.count
        let open = choices.filter { !$0.closes }
        let isExhausted = open.allSatisfy { tries[$0.key, default: 0] > ($0.isVaried ? 3 : 1) }
        let mayClose = isExhausted || left <= 2 || (!isMain && (here >= 10 || generator.below(8) == 0))
        if !mayClose { choices = open }
        if left <= 2, choices.contains(where: \.closes) { choices.removeAll { !$0.closes } }
        var escape = Choice(action: .key(KeyCombination("Escape")), key: "\(title)|Escape", weight: 1)
        if tries[escape.key, default: 0] > 0, !isMain {
            // Not every window listens to Escape.
            let leave = KeyCombination("F4", modifiers: [.alt])
            escape = Choice(action: .key(leave), key: "\(title)|leave", weight: 1)
        }
        if isExhausted && !isMain && generator.below(3) == 0 { choices = [escape] }
        guard let least = choices.map({ tries[$0.key, default: 0] }).min() else {
            guard tries[escape.key, default: 0] < 3 else { return end("nothing can be done here") }
            return decision(escape, names)
        }
        let fresh = choices.filter { tries[$0.key, default: 0] == least }
        var ticket = generator.below(fresh.map(\.weight).reduce(0, +))
        for choice in fresh {
            if ticket < choice.weight { return decision(choice, names) }
            ticket -= choice.weight
        }
        return end("nothing can be done here")
    }

    /// A window's title without numbers, as a new document's differs from the last only in them.
    private static func kind(of window: WindowInfo) -> String {
        "\(window.application)/\(window.title.filter { !$0.isNumber && $0 != "*" && $0 != "|" })"
    }

    private func choices(
        _ place: Scene,
        _ title: String,
        _ names: ElementNames,
        _ generator: inout SeededGenerator
    ) -> [Choice] {
        let unfolded = place.widgets.contains {
            $0.isShowing && Role.menuEntries.contains($0.role) && ($0.path?.count ?? 2) > 1
        }
        var choices: [Choice] = []
        var rows = 0
        let shared = Dictionary(grouping: place.inFront.filter(\.isShowing)) { "\($0.role) \($0.name)" }
        for widget in place.inFront {
            // What is called like another teaches nothing that could be asked for; nor does being gone.
            if shared["\(widget.role) \(widget.name)"]?.count ?? 0 > 1 { continue }
            if ["minimize", "maximize", "restore"].contains(Match.normalized(widget.name)) { continue }
            let name = names.name(widget.target)
            func add(_ action: Action, _ sort: String, weight: Int) {
                // Menus of menus may hold hundreds of entries of one kind: one stands for the others.
                let menu = widget.isShowing ? nil : widget.path?.dropLast()
                let what = menu.flatMap { $0.count > 1 ? "in \($0.joined(separator: ">"))" : nil } ?? name
                choices.append(
                    Choice(
                        action: action,
                        key: "\(title)|\(sort) \(what)",
                        closes: sort == "press" && Self.closing.contains(Match.normalized(widget.name)),
                        isVaried: sort != "press",
                        weight: weight
                    )
                )
            }
            let isEntry = Role.menuEntries.contains(widget.role)
            if unfolded {
                // An open menu has the keyboard; nothing else can be done but to leave it.
                if isEntry, widget.isShowing {
                    add(widget.press, "press", weight: (widget.path?.count ?? 2) > 1 ? 4 : 1)
                }
                continue
            }
            if widget.role == .passwordText || widget.role == .terminal { continue }
            if widget.isSettable {
                let value = Self.value(for: widget, &generator)
                add(.setText(widget.target, text: value), "set", weight: 4)
            } else if widget.role == .comboBox {
                let others = widget.options.filter { $0 != widget.element.value && $0 != widget.name }
                if !others.isEmpty {
                    let option = others[generator.below(min(others.count, 24))]
                    add(.select(widget.target, option: option), "select", weight: 4)
                }
                if widget.isShowing { add(widget.press, "press", weight: 1) }
            } else if widget.isPressable {
                guard !widget.name.isEmpty else { continue }
                if [.tableCell, .listItem, .treeItem, .icon].contains(widget.role) {
                    rows += 1
                    // One row teaches what the next one would.
                    if rows > 12 || !widget.isShowing { continue }
                }
                let isPlain = isEntry && !widget.isShowing
                add(widget.press, "press", weight: isPlain ? 1 : 3)
            }
        }
        return choices
    }

    private static func representatives(
        of choices: [Choice],
        _ generator: inout SeededGenerator
    ) -> [Choice] {
        var order: [String] = []
        var groups: [String: [Choice]] = [:]
        for choice in choices {
            if groups[choice.key] == nil { order.append(choice.key) }
            groups[choice.key, default: []].append(choice)
        }
        return order.compactMap { key in groups[key].map { $0[generator.below($0.count)] } }
    }

    private func decision(_ choice: Choice, _ names: ElementNames) -> Decision {
        var decision = Decision(
            choice.action,
            text: names.write(choice.action),
            decidedBy: .rule,
            reason: "looking around"
        )
        decision.subgoal = choice.key
        return decision
    }

    private func end(_ reason: String) -> Decision {
        Decision(.done(answer: nil), text: "done", decidedBy: .rule, reason: reason)
    }

    /// A made-up value that fits the field.
    private static func value(for widget: Widget, _ generator: inout SeededGenerator) -> String {
        func one(of values: [String]) -> String { values[generator.below(values.count)] }
        let name = Match.normalized(widget.name)
        if widget.role == .spinButton || widget.role == .slider {
            return "\(1 + generator.below(generator.below(3) == 0 ? 90 : 12))"
        }
        if widget.isDocument { return one(of: sentences) }
        if let value = widget.element.value, !value.isEmpty, value.allSatisfy({ $0.isNumber }) {
            return "\(1 + generator.below(99))"
        }
        let fitting = made.first { kind in kind.words.contains { name.contains($0) } }
        return one(of: fitting?.values ?? phrases)
    }

    private static let made: [(words: [String], values: [String])] = [
        (["e-mail", "email", "mail"], ["ada", "grace", "the office", "support desk"]),
        (
            ["name", "author", "who"],
            ["Ada", "Grace Hopper", "Noor", "Jonas Berg", "Mei Lin", "Tomás", "Olga"]
        ),
        (["city", "town", "place"], ["Lisbon", "Oslo", "Kyoto", "Lima", "Graz", "Cork"]),
        (["street", "address"], ["Elm Road 12", "Harbour Street 3", "Mill Lane 8"]),
        (["phone", "number", "count", "age"], ["7", "12", "31", "48", "64"]),
        (["date", "day"], ["3 May", "12 June", "24 December"]),
        (["find", "search", "look"], ["apple", "river", "the", "morning", "house"]),
        (["replace"], ["pear", "stream", "evening"]),
        (["file"], ["notes", "plan", "letter", "garden"]),
    ]

    private static let phrases = [
        "blue", "green tea", "summer plan", "draft", "north wind", "seven lamps", "paper", "market day",
        "river",
        "quiet morning", "orange", "stone bridge", "winter list", "apples",
    ]

    private static let sentences = [
        "The boat leaves at nine", "Bread, milk and six eggs", "Call the plumber on Monday",
        "Rain is expected",
        "Two tickets for the concert", "The garden needs water", "Bring the blue folder",
        "Meeting moved to Friday",
    ]

    /// What ends the window it is in; it is done last.
    private static let closing: Set<String> = [
        "ok", "cancel", "close", "quit", "exit", "yes", "no", "apply", "done", "close window", "close tab",
        "close all windows", "finish", "back", "save", "open", "select", "leave",
    ]
}
