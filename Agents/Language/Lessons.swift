package import Core

/// What a trajectory teaches: for each screen the prompt a planner would have asked with, and what it
/// should have been told: that the goal is reached, or that it is not and which action comes next.
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

    /// Reads the lessons of a trajectory that reached its goal, said in these words.
    package init(_ trajectory: Trajectory, goal: String) {
        var done: [Step] = []
        let acting = trajectory.steps.filter { !$0.decision.action.isPause }
        let last = acting.last { !$0.decision.action.isTerminal }?.index
        for step in acting {
            let scene = Scene(step.before)
            let names = ElementNames(scene.widgets, in: step.before)
            let builder = PromptBuilder(scene, names: names, steps: done)
            let prompt = builder.reply(towards: goal)
            if step.decision.action.isTerminal {
                lessons.append(
                    Lesson(step: step.index, prompt: prompt, target: PromptBuilder.yes, isEnd: true)
                )
                continue
            }
            // What reached the goal had its effect, whether or not anything showed it.
            let reached = step.index == last && ![.refused, .failed].contains(step.outcome.status)
            guard step.outcome.isSuccess || reached else {
                skip("the step had no effect that could be seen")
                continue
            }
            guard let action = Self.aimed(step.decision.action, scene) else {
                skip("its element is not among those that planners see")
                continue
            }
            let target = names.write(action)
            if target.contains("${secret:") {
                skip("what is typed is a secret")
            } else if action.targets.contains(where: { !prompt.mentions(names.name($0)) }) {
                skip("the screen is cut before its element")
            } else {
                lessons.append(
                    Lesson(
                        step: step.index,
                        prompt: prompt,
                        target: PromptBuilder.no + target,
                        isEnd: false
                    )
                )
            }
            var told = step
            told.decision.text = target
            done.append(told)
        }
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
