package import Core

/// What a trajectory teaches: for each screen the prompt a planner would have asked with, and what it
/// should have been told: that the goal is reached, or that it is not and which actions come next, as far
/// as they can be foreseen (task-plan data of the LAM paper §3, grounded in a run that passed).
package struct Lessons: Sendable {
    /// One prompt and what should have been answered.
    package struct Lesson: Sendable {
        /// The position of the step in the trajectory.
        package var step: Int
        /// What is asked.
        package var prompt: Prompt
        /// What is to be answered.
        package var target: String
        /// Whether it is the end, where the answer is that the goal is reached.
        package var isEnd: Bool
    }

    /// The lessons in the order of the steps.
    package private(set) var lessons: [Lesson] = []
    /// Steps that teach nothing, by why not.
    package private(set) var skipped: [String: Int] = [:]

    /// How far ahead an answer tells what is to be done.
    package enum Foresight: Sendable {
        /// To the end: what opens on the way looks the same each time, as the dialogs of an application do.
        case all
        /// To the first element that is not on the screen yet, as where pages differ.
        case shown
    }

    /// Actions of an answer at most.
    package static let longest = 16

    /// What the lessons of a trajectory have in common, whatever its goal is called: its screens, read once.
    package struct Course: Sendable {
        fileprivate let turns: [Turn]

        /// Reads the screens of a trajectory.
        package init(_ trajectory: Trajectory) {
            let acting = trajectory.steps.filter { !$0.decision.action.isPause }
            let last = acting.last { !$0.decision.action.isTerminal }?.index
            turns = acting.map { Turn($0, isLast: $0.index == last) }
        }
    }

    /// Reads the lessons of a trajectory that reached its goal, said in these words.
    package init(_ trajectory: Trajectory, goal: String, foresight: Foresight = .all) {
        self.init(Course(trajectory), goal: goal, foresight: foresight)
    }

    /// Reads the lessons of a course to a goal, said in these words.
    package init(_ course: Course, goal: String, foresight: Foresight = .all) {
        let turns = course.turns
        var done: [Step] = []
        var prompts: [Prompt] = []
        for turn in turns {
            prompts.append(PromptBuilder(turn.scene, names: turn.names, steps: done).reply(towards: goal))
            guard turn.hadEffect, let text = turn.text, !turn.step.decision.action.isTerminal else {
                continue
            }
            var told = turn.step
            told.decision.text = text
            done.append(told)
        }
        // What was asked for a step that is taught although it had no effect that could be seen.
        var unseen: Prompt?
        for (position, turn) in turns.enumerated() {
            let prompt = prompts[position]
            // The same once more is another attempt.
            let isFollowed =
                position + 1 < turns.count && prompts[position + 1] == prompt
                && turns[position + 1].text != turn.text
            guard !turn.step.decision.action.isTerminal else {
                lessons.append(
                    Lesson(step: turn.step.index, prompt: prompt, target: PromptBuilder.yes, isEnd: true)
                )
                continue
            }
            // What had no effect that could be seen is asked for as what comes after it is: the first of them is taught,
            // with what follows. Whoever does it cannot see its effect either, and goes on as foreseen.
            if unseen == prompt {
                skip("it is asked for as a step before it is, which had no effect that could be seen")
            } else if let reason = turn.fault(in: prompt, isFollowed: isFollowed) {
                skip(reason)
            } else {
                if !turn.hadEffect { unseen = prompt }
                lessons.append(
                    Lesson(
                        step: turn.step.index,
                        prompt: prompt,
                        target: PromptBuilder.no + Self.ahead(turns[position...], prompt, foresight),
                        isEnd: false
                    )
                )
            }
        }
    }

    /// The actions from a turn on, a line each, as far as they can be known on its screen.
    private static func ahead(_ turns: ArraySlice<Turn>, _ prompt: Prompt, _ foresight: Foresight) -> String {
        var lines: [String] = []
        for turn in turns.prefix(longest) {
            guard turn.wasSent, !turn.isSecret, let text = turn.text ?? turn.plain else { break }
            let isShown = turn.text != nil && turn.named.allSatisfy(prompt.mentions)
            guard lines.isEmpty || isShown || foresight == .all else { break }
            lines.append(text)
        }
        return lines.joined(separator: "\n")
    }

    private mutating func skip(_ reason: String) { skipped[reason, default: 0] += 1 }

    /// Returns the action aimed at elements of the scene; `nil` when one is not there.
    package static func aimed(_ action: Action, _ scene: Scene) -> Action? {
        struct Unseen: Error {}
        return try? action.mapTargets { target throws(Unseen) in
            switch target {
            case .element(let ref):
                guard scene.widget(ref) != nil else { throw Unseen() }
                return target
            case .query(let query):
                guard case .unique(let element) = scene.observation.resolve(query),
                    scene.widget(element.id) != nil
                else { throw Unseen() }
                return .element(element.id)
            case .point: throw Unseen()
            }
        }
    }
}

/// A step and how a planner would have written it.
private struct Turn: Sendable {
    let step: Step
    let scene: Scene
    let names: ElementNames
    /// The action as a planner writes it; `nil` for one whose element planners do not see.
    let text: String?
    /// The action with its elements as a script names them, where that is by role and name; `nil` elsewhere.
    let plain: String?
    /// What its elements are called.
    let named: [String]
    /// Whether it is taken to have had an effect.
    let hadEffect: Bool

    init(_ step: Step, isLast: Bool) {
        self.step = step
        scene = Scene(step.before)
        names = ElementNames(scene.widgets, in: step.before)
        let action = Lessons.aimed(step.decision.action, scene)
        text = action.map(names.write)
        plain = Self.plain(step.decision.action)
        named = action?.targets.map(names.name) ?? []
        // What reached the goal had its effect, whether or not anything showed it.
        hadEffect = step.outcome.isSuccess || (isLast && ![.refused, .failed].contains(step.outcome.status))
    }

    /// What was aimed at may not have been ready when the screen was read, such as the button of a dialog that waits
    /// for a name; whoever foresees it calls it by what is known of it.
    private static func plain(_ action: Action) -> String? {
        struct Unnamed: Error {}
        let named = try? action.mapTargets { target throws(Unnamed) in
            guard case .query(let query) = target, query.role != nil, query.name != nil else {
                throw Unnamed()
            }
            return target
        }
        return named.map { action in
            ActionText.write(action) { target in
                guard case .query(let query) = target, let role = query.role else { return "" }
                return ActionText.designation(role, query.name ?? "")
            }
        }
    }

    var wasSent: Bool { ![.refused, .failed].contains(step.outcome.status) }

    var isSecret: Bool { (text ?? plain)?.contains("${secret:") ?? false }

    /// Why it teaches nothing when asked about with a prompt; `nil` if it does.
    ///
    /// - Parameter isFollowed: Whether the next step is asked for with the same prompt.
    func fault(in prompt: Prompt, isFollowed: Bool) -> String? {
        if !hadEffect, !isFollowed || !wasSent { return "the step had no effect that could be seen" }
        if text == nil { return "its element is not among those that planners see" }
        if isSecret { return "what is typed is a secret" }
        return named.allSatisfy(prompt.mentions) ? nil : "the screen is cut before its element"
    }
}

extension Action {
    /// Whether it only lets time pass.
    fileprivate var isPause: Bool {
        if case .wait = self { true } else { false }
    }
}

extension Prompt {
    /// Whether a text occurs in it.
    fileprivate func mentions(_ text: String) -> Bool {
        switch self {
        case .raw(let all): all.contains(text)
        case .chat(let messages, _): messages.contains { $0.text.contains(text) }
        }
    }
}
