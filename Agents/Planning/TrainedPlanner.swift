public import Core

/// A planner for a model trained on recorded steps: it is asked exactly as its examples were.
///
/// The model sees the screen, the whole goal, and what was done. After each step it is asked whether
/// the goal is reached, yes or no; after a no it writes the next action under the grammar of the screen.
/// No rule weighs in but that what had no effect, or would have none, is not tried, that it does not take back its own
/// work (``OwnWork``), and that a screen with nothing on it is looked at twice before it counts as the end.
public struct TrainedPlanner: Planner {
    private let core: PlanningCore
    private let model: any LanguageModel
    private let trust: Trust

    /// What a trained model's probabilities are worth.
    public struct Trust: Hashable, Sendable {
        /// The temperature that makes the probability of a whole action the share of right ones, above 0.
        public var temperature: Double
        /// Below this probability, 0 to 1, an action is not done but asked about.
        public var least: Double

        /// Creates what a model's examples that were held back showed.
        public init(temperature: Double = 1, least: Double = 0.1) {
            self.temperature = temperature
            self.least = least
        }

        /// Returns how likely an action is right whose tokens have this log-probability, in nats.
        func probability(_ logProbability: Double) -> Double {
            Weigher.exponential(min(0, logProbability) / max(temperature, 0.01))
        }
    }

    /// Creates a planner.
    ///
    /// - Parameter applications: What can be started.
    public init(model: any LanguageModel, applications: [KnownApplication] = [], trust: Trust = Trust()) {
        core = PlanningCore(applications: applications)
        self.model = model
        self.trust = trust
    }

    /// Asks the model whether the goal is reached, and if not, for the next action.
    public func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision
    {
        let plan = Plan(trajectory)
        let scene = Scene(observation, applications: core.applications)
        let names = ElementNames(scene.widgets, in: observation)
        guard !plan.goal.isEmpty else { return core.noGoal(plan) }
        if let pause = core.pause(PlanningCore.Turn(plan: plan, scene: scene, names: names)) { return pause }
        let told = trajectory.steps.filter(\.isTold)
        let builder = PromptBuilder(scene, names: names, steps: told)
        var read = 0
        if !told.isEmpty {
            let verdict = try await isReached(plan.goal, builder)
            if verdict.isReached {
                if scene.observation.windows.isEmpty, trajectory.steps.last?.decision.action != Self.another {
                    return wait()
                }
                return done(verdict)
            }
            read = verdict.tokensRead
        }
        return try await act(plan.goal, builder, scene, names, trajectory, read)
    }

    /// The wait for a window after the last one closed: the next question of a program may be on its way.
    static let another = Action.wait(.appears(ElementQuery()), timeout: 0.7)

    private func wait() -> Decision {
        Decision(
            Self.another,
            text: ActionText.write(Self.another) { _ in "" },
            decidedBy: .rule,
            reason: "no window is open, and another may be on its way"
        )
    }

    /// Lets the model write the next action.
    private func act(
        _ goal: String,
        _ builder: PromptBuilder,
        _ scene: Scene,
        _ names: ElementNames,
        _ trajectory: Trajectory,
        _ before: Int
    ) async throws -> Decision {
        let prompt = builder.reply(towards: goal, isReached: false)
        let work = OwnWork(trajectory, seeing: scene.observation)
        var full = work.filled
        var (text, belief, written) = ("", 0.0, 0)
        for _ in 0..<Self.attempts {
            let grammar = ScreenGrammar.of(scene, names: names, without: work.spent, full: full)
            (text, belief) = ("", 0)
            for try await piece in model.generate(prompt, under: grammar, sampling: .greedy, limit: 160) {
                text += piece.text
                belief += piece.logProbability
                written += piece.tokens
            }
            guard let action = try? ActionParser(names).parse(text),
                case .setText(.element(let field), let value) = action,
                work.spent.contains(text) || holds(scene, field, value)
            else { break }
            full.insert(field)
        }
        let read = before + (try await model.count(prompt))
        guard let action = try? ActionParser(names).parse(text) else {
            let reason = "\(model.name) wrote no whole action: \(ScreenText.clean(text, limit: 60))"
            return Decision(.fail(reason: reason), text: "fail", decidedBy: .model, reason: reason)
        }
        let probability = trust.probability(belief)
        let isAgreed = trajectory.steps.last.map(\.isAgreement) ?? false
        let isSure = probability >= trust.least || isAgreed
        let chosen = isSure ? action : .ask("I am not sure about this step: \(text). Shall I do it?")
        return Decision(
            chosen,
            text: isSure ? text : names.write(chosen),
            decidedBy: .model,
            reason: isSure
                ? "\(model.name) wrote it" : "\(model.name) wrote it, but is too unsure to do it unasked",
            probability: probability,
            candidates: [Candidate(text: text, probability: probability)],
            tokensRead: read,
            tokensWritten: written
        )
    }

    /// Replies that may be taken back before one is done all the same; forms have more fields than a few.
    private static let attempts = 12

    /// Whether a field shows that it holds a text already.
    private func holds(_ scene: Scene, _ field: ElementRef, _ text: String) -> Bool {
        guard let widget = scene.widget(field), widget.role != .passwordText else { return false }
        return widget.element.value == text
    }

    /// Asks the closed question whether the goal is reached.
    private func isReached(_ goal: String, _ builder: PromptBuilder) async throws -> PlanningCore.Verdict {
        let prompt = builder.reply(towards: goal)
        let scores = try await model.score(
            [PromptBuilder.yes, PromptBuilder.no],
            after: prompt,
            closed: false
        )
        guard scores.count == 2 else {
            throw AgentsError(.model, "\(model.name) scored \(scores.count) of 2 answers")
        }
        return PlanningCore.Verdict(
            model: model.name,
            probability: Weigher.softmax(scores.map(\.logProbability))[0],
            tokensRead: try await model.count(prompt),
            tokensWritten: scores.map(\.tokens).reduce(0, +)
        )
    }

    private func done(_ verdict: PlanningCore.Verdict) -> Decision {
        Decision(
            .done(answer: nil),
            text: "done",
            decidedBy: .model,
            reason: "\(verdict.model) finds the goal reached",
            probability: verdict.probability,
            candidates: [
                Candidate(text: "yes, the goal is reached", probability: verdict.probability),
                Candidate(text: "no", probability: 1 - verdict.probability),
            ],
            tokensRead: verdict.tokensRead,
            tokensWritten: verdict.tokensWritten
        )
    }
}

extension Step {
    /// Whether a model is told of it: it did something, as the steps of examples did.
    fileprivate var isTold: Bool {
        switch decision.action {
        case .wait, .ask, .done, .fail: false
        default: outcome.isSuccess
        }
    }

    /// Whether somebody agreed to what was asked.
    fileprivate var isAgreement: Bool {
        guard case .ask = decision.action, outcome.isSuccess else { return false }
        return ["y", "yes", "ok"].contains(outcome.evidence.first?.lowercased() ?? "")
    }
}

extension LanguageModel {
    /// Returns the number of tokens of a prompt's texts.
    func count(_ prompt: Prompt) async throws -> Int {
        switch prompt {
        case .raw(let text): try await count(text)
        case .chat(let messages, let prefix):
            try await count(messages.map(\.text).joined(separator: "\n") + prefix)
        }
    }
}
