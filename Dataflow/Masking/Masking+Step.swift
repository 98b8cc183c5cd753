public import Core

extension Masking {
    /// Remembers what a step typed into a password field as a secret of its own, named after the
    /// field; what is shorter than four characters is masked in its own step only.
    public mutating func learn(from step: Step) {
        guard !keepsPasswords, let entry = PasswordEntry(step.decision.action, on: step.before),
            entry.isDistinctive
        else { return }
        add(Secret(name: entry.field, value: entry.text))
    }

    /// Returns a head without secrets.
    public func mask(_ head: TrajectoryHead) -> TrajectoryHead {
        var clean = head
        clean.goal = mask(head.goal)
        clean.task = head.task.map { mask($0) }
        clean.model = head.model.map { mask($0) }
        return clean
    }

    /// Returns an end without secrets.
    public func mask(_ end: RunEnd) -> RunEnd {
        RunEnd(end.kind, message: mask(end.message), answer: end.answer.map { mask($0) })
    }

    /// Returns an outcome without secrets.
    public func mask(_ outcome: Outcome) -> Outcome {
        Outcome(
            outcome.status,
            route: outcome.route,
            evidence: outcome.evidence.map { mask($0) },
            message: mask(outcome.message),
            candidates: outcome.candidates.map { mask($0) }
        )
    }

    /// Returns a decision without secrets and without what it types into a password field.
    ///
    /// - Parameter observation: What the decision was made on, unmasked; it tells what has the focus.
    public func mask(_ decision: Decision, on observation: Observation) -> Decision {
        var clean = decision
        clean.action = mask(decision.action)
        clean.text = mask(decision.text)
        clean.reason = mask(decision.reason)
        clean.subgoal = decision.subgoal.map { mask($0) }
        clean.candidates = decision.candidates.map { candidate in
            Candidate(text: mask(candidate.text), probability: candidate.probability)
        }
        guard !keepsPasswords, let entry = PasswordEntry(clean.action, on: observation) else { return clean }
        let own = Masking(secrets: [Secret(name: entry.field, value: entry.text)])
        if entry.isDistinctive {
            clean.text = own.mask(clean.text)
            clean.reason = own.mask(clean.reason)
            clean.subgoal = clean.subgoal.map { own.mask($0) }
            for index in clean.candidates.indices {
                clean.candidates[index].text = own.mask(clean.candidates[index].text)
            }
        } else {
            // Too short to be found safely in other texts, so those are not kept at all.
            clean.text = "\(decision.action.name) into \"\(mask(entry.field))\""
            clean.reason = ""
            clean.candidates = []
        }
        clean.action = entry.hidden
        return clean
    }

    /// Returns a step with everything in it masked; screenshots are named but not painted.
    public func mask(_ step: Step) -> Step {
        Step(
            index: step.index,
            before: mask(step.before),
            decision: mask(step.decision, on: step.before),
            outcome: mask(step.outcome),
            after: step.after.map { mask($0) },
            timings: step.timings
        )
    }
}
