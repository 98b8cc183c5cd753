/// A task of UFO's dataflow: what was asked, the plan that was made of it, and what came of it.
///
/// The form is that of `dataflow/schema/execution_schema.json` in microsoft/UFO; what it demands is
/// written even where it is null.
public struct UFOTask: Sendable, Hashable, Codable {
    /// A name unique among tasks.
    public var unique_id: String
    /// The application.
    public var app: String
    /// What was asked.
    public var original: Original
    /// What came of it; `nil` for a task that was not run.
    public var execution_result: Execution?
    /// The plan and what judged it.
    public var instantiation_result: Instantiation
    /// Seconds by stage; a stage that was left out has none.
    public var time_cost: TimeCost

    /// What was asked, in words.
    public struct Original: Sendable, Hashable, Codable {
        /// The task.
        public var original_task: String
        /// Steps in words.
        public var original_steps: [String]
    }

    /// The judgement of an execution, or what kept it from its end.
    public struct Execution: Sendable, Hashable, Codable {
        /// The judgement.
        public var result: Judgement?
        /// What went wrong, as an object with type, message and traceback.
        public var error: JSONValue?

        /// Encodes both keys, null or not.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(result, forKey: .result)
            try container.encode(error, forKey: .error)
        }
    }

    /// Whether the task was completed, and why one thinks so.
    public struct Judgement: Sendable, Hashable, Codable {
        /// Why.
        public var reason: String
        /// `yes`, `no` or `unsure` for parts of the task.
        public var sub_scores: [String: String]
        /// `yes`, `no` or `unsure`.
        public var complete: String
    }

    /// The stages that make a plan of a task.
    public struct Instantiation: Sendable, Hashable, Codable {
        /// The template file that was copied.
        public var choose_template: Stage<String>
        /// The plan.
        public var prefill: Stage<Plan>?
        /// What the filter thinks of the task.
        public var instantiation_evaluation: Stage<Opinion>?

        /// Encodes all keys, null or not.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(choose_template, forKey: .choose_template)
            try container.encode(prefill, forKey: .prefill)
            try container.encode(instantiation_evaluation, forKey: .instantiation_evaluation)
        }
    }

    /// The result of a stage, or what went wrong in it.
    public struct Stage<Value: Sendable & Hashable & Codable>: Sendable, Hashable, Codable {
        /// The result.
        public var result: Value?
        /// What went wrong, a text or an object.
        public var error: JSONValue?

        /// Creates the outcome of a stage.
        public init(result: Value?, error: JSONValue? = nil) {
            self.result = result
            self.error = error
        }

        private enum CodingKeys: String, CodingKey { case result, error }

        /// Encodes both keys, null or not.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(result, forKey: .result)
            try container.encode(error, forKey: .error)
        }
    }

    /// A concrete request and the steps that do it.
    public struct Plan: Sendable, Hashable, Codable {
        /// The request.
        public var instantiated_request: String
        /// The steps.
        public var instantiated_plan: [UFOStep]?
    }

    /// What the filter thinks of a task.
    public struct Opinion: Sendable, Hashable, Codable {
        /// Whether it is a good one.
        public var judge: Bool
        /// Why.
        public var thought: String
        /// What is wrong with it: `None`, `Non_task`, `App_involve`, `Env` or `Others`.
        public var request_type: String
    }

    /// Seconds by stage.
    public struct TimeCost: Sendable, Hashable, Codable {
        /// Choosing the template.
        public var choose_template: Double?
        /// Making the plan.
        public var prefill: Double?
        /// Judging the task.
        public var instantiation_evaluation: Double?
        /// Carrying the plan out.
        public var execute: Double?
        /// Judging the end.
        public var execute_eval: Double?
        /// All of it.
        public var total: Double?

        /// Encodes all keys, null or not.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(choose_template, forKey: .choose_template)
            try container.encode(prefill, forKey: .prefill)
            try container.encode(instantiation_evaluation, forKey: .instantiation_evaluation)
            try container.encode(execute, forKey: .execute)
            try container.encode(execute_eval, forKey: .execute_eval)
            try container.encode(total, forKey: .total)
        }
    }

    private enum CodingKeys: String, CodingKey {
        case unique_id, app, original, execution_result, instantiation_result, time_cost
    }

    /// Encodes all keys, null or not.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(unique_id, forKey: .unique_id)
        try container.encode(app, forKey: .app)
        try container.encode(original, forKey: .original)
        try container.encode(execution_result, forKey: .execution_result)
        try container.encode(instantiation_result, forKey: .instantiation_result)
        try container.encode(time_cost, forKey: .time_cost)
    }

    /// The folder that UFO sorts the task into.
    public var folder: String {
        switch execution_result?.result?.complete {
        case "yes": "execution_pass"
        case "unsure": "execution_unsure"
        default: "execution_fail"
        }
    }

    /// The folders there are.
    public static let folders = ["execution_pass", "execution_fail", "execution_unsure"]
}
