public import Core

extension UFOTask {
    /// Writes an episode: its trajectory as the plan, its verdict as the judgement.
    ///
    /// - Parameter goals: All wordings of the goal, the one of the run first.
    public init(
        id: String,
        application: String,
        goals: [String],
        trajectory: Trajectory,
        verdict: EpisodeRecord.Verdict,
        message: String = "",
        seconds: Double? = nil,
        total: Double? = nil
    ) {
        let goal = goals.first ?? trajectory.head.goal
        var plan: [UFOStep] = []
        for step in trajectory.steps {
            let done = UFOStep(
                step.decision.action,
                number: plan.count + 1,
                on: step.before,
                text: step.decision.text,
                success: step.outcome.isSuccess
            )
            if let done { plan.append(done) }
        }
        unique_id = id
        app = application
        original = Original(original_task: goal, original_steps: plan.map(\.Subtask))
        let complete: String
        switch verdict {
        case .pass: complete = "yes"
        case .unsure: complete = "unsure"
        case .fail, .invalid, .error: complete = "no"
        }
        let reason = message.isEmpty ? trajectory.end?.message ?? "" : message
        execution_result = Execution(
            result: Judgement(reason: reason, sub_scores: ["checks": complete], complete: complete),
            error: nil
        )
        instantiation_result = Instantiation(
            choose_template: Stage(result: nil),
            prefill: Stage(result: Plan(instantiated_request: goal, instantiated_plan: plan)),
            instantiation_evaluation: Stage(result: Opinion(judge: true, thought: "", request_type: "None"))
        )
        time_cost = TimeCost(execute: seconds, total: total)
    }

    /// Reads a task of UFO's.
    ///
    /// - Throws: `DataflowError` with code `corrupt`, naming file and key.
    public static func read(_ bytes: [UInt8], file: String) throws(DataflowError) -> UFOTask {
        try JSONForm.decode(UFOTask.self, from: bytes, of: file)
    }

    /// The task as JSON.
    ///
    /// - Throws: `DataflowError` when a number in it is none.
    public func bytes(for file: String) throws(DataflowError) -> [UInt8] {
        try JSONForm.encode(self, for: file) + [UInt8(ascii: "\n")]
    }

    /// Returns the task as one that can be run here: its goal, and its plan as steps.
    ///
    /// - Throws: `DataflowError` with code `unsupported`, saying which step cannot be done here.
    public func taskFile() throws(DataflowError) -> TaskFile {
        let plan = instantiation_result.prefill?.result
        let goal = plan?.instantiated_request ?? original.original_task
        guard !goal.isEmpty, !unique_id.isEmpty else {
            throw DataflowError(.invalidValue, "the task has no id or asks for nothing")
        }
        guard let steps = plan?.instantiated_plan, !steps.isEmpty else {
            throw DataflowError(.invalidValue, "the task has no plan")
        }
        var actions: [Action] = []
        for step in steps {
            do throws(UFOStep.Unusable) { actions += try step.actions() } catch {
                throw DataflowError(.unsupported, error.reason, key: "step \(step.Step)")
            }
        }
        guard !actions.isEmpty else { throw DataflowError(.invalidValue, "the plan does nothing") }
        let id = String(
            unique_id.map { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.".contains($0)) ? $0 : "-" }
        )
        return TaskFile(id: id, goal: goal, application: app.isEmpty ? nil : app, steps: actions)
    }
}
