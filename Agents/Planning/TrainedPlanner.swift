public import Core

/// A planner for a model trained on recorded steps: it is asked exactly as its examples were.
///
/// The model sees the screen, the whole goal, and what was done. It is asked whether the goal is reached, yes or no; after
/// a no it writes the next action under the grammar of the screen, and what it foresees after that (``Foresight``). As
/// long as the run goes as foreseen and it was sure, the next line is done where its element is there; else it is asked
/// again. What had no effect, or would have none, is not tried, it does not take back its own work (``OwnWork``), what the goal
/// forbids is not done, and a screen with nothing on it is looked at twice before it counts as the end.
///
/// A goal all of whose verbs the rules know is theirs until they are stuck, unless the model is sure of the whole way.
/// In others the rules are heard where the model is unsure (``Advice``): an action that is called exactly as the goal
/// says, and whether all parts of the goal are served. Whoever leads, what the goal calls by name goes before what it has no
/// word for, and is looked for where it is not to be seen (`TrainedPlanner+Looking`).
public struct TrainedPlanner: Planner {
    let core: PlanningCore
    let model: any LanguageModel
    let trust: Trust
    let without: Set<PlannerPart>
    let foresights = Foresights()

    /// What a trained model's probabilities are worth.
    public struct Trust: Hashable, Sendable {
        /// The temperature that makes the probability of a whole action the share of right ones, above 0.
        public var temperature: Double
        /// Below this probability, 0 to 1, an action is not done but asked about.
        public var least: Double
        /// Below this probability the rules are heard.
        public var sure: Double
        /// From this probability on, the way to the end of a goal is preferred to the rules', and the next action of
        /// it is done without another question.
        public var foreseen: Double
        /// Below this score, 0 to 1, what the rules think of counts as a guess.
        public var guess: Double
        /// From this probability on, that the goal is reached or not is believed against the rules.
        public var certain: Double

        /// Creates what a model's examples that were held back showed.
        public init(
            temperature: Double = 1,
            least: Double = 0.25,
            sure: Double = 0.9,
            foreseen: Double = 0.5,
            guess: Double = 0.6,
            certain: Double = 0.9
        ) {
            self.temperature = temperature
            self.least = least
            self.sure = sure
            self.foreseen = foreseen
            self.guess = guess
            self.certain = certain
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
        self.init(model: model, applications: applications, trust: trust, without: [])
    }

    /// Creates a planner that lacks something.
    package init(
        model: any LanguageModel,
        applications: [KnownApplication] = [],
        trust: Trust = Trust(),
        without: Set<PlannerPart>
    ) {
        core = PlanningCore(applications: applications)
        self.model = model
        self.trust = trust
        self.without = without
    }

    /// Asks the model whether the goal is reached, and if not, for the next action.
    public func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision
    {
        let plan = Plan(trajectory, applications: core.applicationNames)
        let scene = Scene(observation, applications: core.applications)
        let names = ElementNames(scene.widgets, in: observation)
        let turn = PlanningCore.Turn(plan: plan, scene: scene, names: names)
        guard !plan.goal.isEmpty else { return core.noGoal(plan) }
        if let question = core.inEnglish(plan) { return question }
        if let pause = core.pause(turn) { return pause }
        if let decision = decline(turn) ?? goOnLooking(turn) ?? follow(turn) { return decision }
        if let pause = awaitNews(turn) { return pause }
        let told = trajectory.steps.filter(\.isTold)
        let builder = PromptBuilder(scene, names: names, steps: without.contains(.history) ? [] : told)
        let advice = without.contains(.rules) ? nil : core.advice(turn)
        if let beginning = begin(turn, advice) { return beginning }
        let isFinished = isFinished(trajectory)
        // Of what had no effect to be seen a model is told nothing: then the rules tell whether it was all.
        if let advice, !isFinished || told.isEmpty && advice.isServed,
            plan.isUnderstood(seeing: scene) || isToTheLetter(turn, advice)
        {
            if let decision = try await led(turn, builder, advice) { return decision }
        }
        var read = 0
        if !told.isEmpty || isFinished, !isNaming(turn), !isLooking(turn) {
            let verdict = try await isReached(plan.asked, builder)
            // What names a file that never turned up is not done, whatever the model says.
            let isMet =
                Places.areMet(plan.asked, in: trajectory, seeing: observation)
                && (verdict.isReached || !isLeftOut(turn))
            if isMet, isBelieved(verdict, advice, isFinished: isFinished) {
                return isAwaited(turn, verdict) ? awaitAnother() : done(verdict)
            }
            read = verdict.tokensRead
        }
        let reply = try await write(builder, turn)
        return try await decide(on: reply, turn, builder, advice, read)
    }

    /// The next of the actions that were foreseen; `nil` where there is none, or the run did not go as foreseen.
    private func follow(_ turn: PlanningCore.Turn) -> Decision? {
        let trajectory = turn.plan.trajectory
        let run = trajectory.head.id
        guard var foresight = foresights[run], foresight.holds(for: trajectory) else { return nil }
        let idle = idle(turn).union(OwnWork(trajectory, seeing: turn.scene.observation).switched)
        while let line = foresight.lines.first, idle.contains(line.text) { foresight.skip() }
        guard let line = foresight.lines.first else { return nil }
        if !without.contains(.rules), let name = name(insteadOf: foresight.lines.map(\.text), turn) {
            foresights[run] = nil
            return name
        }
        let behind = Interruption(trajectory, turn.scene)
        let action = read(line, turn, behind)
        if !without.contains(.rules), let better = otherwise(action, foresight.lines.map(\.text), turn) {
            foresights[run] = nil
            return better
        }
        let isForbidden =
            action.map { core.isForbidden($0, turn.plan, turn.names) || isUnasked($0, turn) } ?? false
        let isEarly = action.map { early(turn).contains(turn.names.write($0)) } ?? false
        let isIdle = passes(by: action, before: foresight.lines.dropFirst().first?.text, turn)
        // A dialog that came up since may not have been foreseen: what was meant for the window behind it would miss.
        let isAstray =
            (action?.isShortcut ?? false) && line.probability < trust.sure && turn.isInNewDialog
            || turn.isMistyped(action)
        guard line.probability >= trust.foreseen, !isForbidden, !isEarly, !isIdle, !isAstray,
            action != nil || foresight.waits < Foresight.patience
        else {
            foresights[run] = nil
            return nil
        }
        let reopening = Reopening(turn)
        guard let action, foresight.waits > 0 || !reopening.isSentOff(action) else {
            if foresight.waits > 0, let again = reopen(for: line, &foresight, reopening, turn) {
                return again
            }
            foresight.hold()
            foresights[run] = foresight
            return core.rule(.wait(.settled, timeout: 1), nil, "what is foreseen may be on its way", nil)
        }
        if let focus = focus(behind, before: action, turn) { return focus }
        let text = turn.names.write(action)
        foresight.advance(to: text, at: trajectory.steps.count)
        foresights[run] = foresight
        return Decision(
            action,
            text: text,
            decidedBy: .model,
            reason: "\(model.name) foresaw it",
            probability: line.probability
        )
    }

    /// Opens again what the next line is aimed at, as it was opened before; `nil` where it never was, or just was.
    private func reopen(
        for line: Foresight.Line,
        _ foresight: inout Foresight,
        _ reopening: Reopening,
        _ turn: PlanningCore.Turn
    ) -> Decision? {
        guard !foresight.isDetour, let action = reopening.opener(of: line.text, names: turn.names),
            !core.isForbidden(action, turn.plan, turn.names)
        else { return nil }
        foresight.detour(by: turn.names.write(action), at: turn.plan.trajectory.steps.count)
        foresights[turn.plan.trajectory.head.id] = foresight
        return core.rule(action, turn.names, "what is foreseen was opened so before", nil)
    }

    /// The wait for what comes of a text that was typed; `nil` where nothing is to come, or it is there.
    private func awaitNews(_ turn: PlanningCore.Turn) -> Decision? {
        let trajectory = turn.plan.trajectory
        guard let before = foresights[trajectory.head.id]?.screenBeforeNews(in: trajectory),
            turn.scene.observation.named.isSubset(of: before.named)
        else { return nil }
        return core.rule(.wait(.settled, timeout: 1), nil, "something is to come of what was typed", nil)
    }

    /// Reads a line that was foreseen, first in the window that is worked in where another is before it.
    private func read(_ line: Foresight.Line, _ turn: PlanningCore.Turn, _ behind: Interruption?) -> Action? {
        if let behind {
            let names = ElementNames(behind.widgets, in: turn.scene.observation)
            let action = ScreenGrammar.read(line.text, turn.scene, names: names, among: behind.widgets)
            if let action { return action }
        }
        return ScreenGrammar.read(line.text, turn.scene, names: turn.names)
    }

    /// Gives the keyboard to the window that is worked in before an action that needs it; once, then what has it gets it.
    private func focus(_ behind: Interruption?, before action: Action, _ turn: PlanningCore.Turn) -> Decision?
    {
        guard action.goesToKeyboard, let behind else { return nil }
        let focus = Action.focus(window: behind.window.title)
        guard turn.plan.trajectory.steps.last?.decision.action != focus else { return nil }
        return core.rule(
            focus,
            turn.names,
            "another program's window came before the one that is worked in",
            nil
        )
    }

    /// The decision on what the model wrote; the rules are heard where it was unsure.
    func decide(
        on reply: Reply,
        _ turn: PlanningCore.Turn,
        _ builder: PromptBuilder,
        _ advice: Advice?,
        _ before: Int
    ) async throws -> Decision {
        let trajectory = turn.plan.trajectory
        let names = turn.names
        if let action = reply.action,
            let focus = focus(Interruption(trajectory, turn.scene), before: action, turn)
        {
            return focus
        }
        let way = [reply.text] + reply.rest.map(\.text)
        if !without.contains(.rules),
            let better = name(insteadOf: way, turn) ?? otherwise(reply.action, way, turn)
        {
            foresights[trajectory.head.id] = nil
            return better
        }
        let isUnasked = reply.action.map { self.isUnasked($0, turn) } ?? false
        let isForbidden = reply.action.map { core.isForbidden($0, turn.plan, names) || isUnasked } ?? false
        let isAgreed = trajectory.steps.last.map(\.isAgreement) ?? false
        let isSure = reply.action != nil && !isForbidden && (reply.probability >= trust.sure || isAgreed)
        var decision: Decision
        if !isSure, let exact = advice?.exact {
            decision = core.rule(exact.action, names, exact.reason, advice?.label)
            decision.candidates = [Candidate(text: reply.text, probability: reply.probability)]
        } else if let action = reply.action, !isForbidden {
            decision = chosen(action, reply, names, isAgreed: isAgreed)
            decision.subgoal = advice?.label(of: decision.action)
        } else {
            let reason =
                isUnasked
                ? "the goal only asks, and \(model.name) would have changed the text: \(reply.text)"
                : isForbidden
                    ? "the goal forbids what \(model.name) wrote: \(reply.text)"
                    : "\(model.name) wrote no whole action: \(ScreenText.clean(reply.text, limit: 60))"
            decision = Decision(.fail(reason: reason), text: "fail", decidedBy: .model, reason: reason)
        }
        // A way that leaves out a file of the goal is not the whole way, whatever it says of itself.
        let isWhole = reply.tells(turn.plan.asked)
        let rest = isWhole ? reply.rest : reply.rest.filter { $0.text != Foresight.end }
        foresights[trajectory.head.id] =
            decision.action == reply.action && !without.contains(.foresight)
            ? Foresight(rest, after: decision.text, at: trajectory.steps.count) : nil
        let prompt = builder.reply(towards: turn.plan.asked, isReached: false)
        decision.tokensRead = before + (try await model.count(prompt))
        decision.tokensWritten = reply.written
        return decision
    }

    /// The decision for an action the model wrote: it, or a question whether to do it.
    private func chosen(_ action: Action, _ reply: Reply, _ names: ElementNames, isAgreed: Bool) -> Decision {
        let isSure = reply.probability >= trust.least || isAgreed
        let chosen = isSure ? action : .ask("I am not sure about this step: \(reply.text). Shall I do it?")
        return Decision(
            chosen,
            text: isSure ? reply.text : names.write(chosen),
            decidedBy: .model,
            reason: isSure
                ? "\(model.name) wrote it" : "\(model.name) wrote it, but is too unsure to do it unasked",
            probability: reply.probability,
            candidates: [Candidate(text: reply.text, probability: reply.probability)]
        )
    }
}

extension Trajectory {
    /// Whether nothing was done yet but to wait, to ask, to open what is needed and to bring it to the front.
    var isUntouched: Bool {
        steps.allSatisfy { step in
            switch step.decision.action {
            case .wait, .focus, .open, .ask: true
            default: false
            }
        }
    }
}

extension Step {
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
