import Core

/// What is known of an episode without opening its trajectory: a line of `episodes.jsonl`.
public struct EpisodeRecord: Sendable, Hashable, Codable {
    /// What came of an episode.
    public enum Verdict: String, Sendable, Hashable, Codable, CaseIterable {
        /// Every check held and every step was carried out.
        case pass
        /// A check did not hold.
        case fail
        /// Every check held although a step was not carried out.
        case unsure
        /// A check held before the first step, so the task proves nothing.
        case invalid
        /// It could not be run to its end; it is run again when collecting goes on.
        case error
    }

    /// The task's id: the template's with a digest of the content.
    public var id: String
    /// The id of the template.
    public var template: String
    /// The application.
    public var application: String
    /// The seed of the instance.
    public var seed: UInt64
    /// Which phrasings were used.
    public var phrasing: Phrasing
    /// The goal of the run.
    public var goal: String
    /// The same goal in all phrasings of that kind.
    public var goals: [String]
    /// Actions of the oracle.
    public var actions: Int
    /// What came of it.
    public var verdict: Verdict
    /// Why, for a person; empty where nothing needs saying.
    public var message: String
    /// Seconds from the first observation to the end.
    public var seconds: Double
    /// Seconds with set-up and clearing away.
    public var total: Double
    /// The trajectory's directory within the collection; `nil` where there is none.
    public var trajectory: String?
    /// The goals a walk has reached, of exploration; `nil` elsewhere.
    public var explored: [ExploredGoal]?
    /// What a walk's steps achieved and was not kept, by reason.
    public var dropped: [String: Int]?

    /// Creates the record of an instance that came to `verdict`.
    public init(
        _ instance: TemplateInstance,
        verdict: Verdict,
        message: String = "",
        seconds: Double = 0,
        total: Double = 0
    ) {
        id = instance.task.id
        template = instance.template
        application = instance.task.application ?? ""
        seed = instance.seed
        phrasing = instance.phrasing
        goal = instance.task.goal
        goals = instance.goals
        actions = instance.actions
        self.verdict = verdict
        self.message = message
        self.seconds = seconds
        self.total = total
    }
}

extension EpisodeRecord {
    /// The record as one line of JSON.
    ///
    /// - Throws: `DataflowError` when a number in it is none.
    public var jsonLine: String {
        get throws(DataflowError) {
            String(decoding: try JSONForm.encode(self, for: "episode \(id)"), as: UTF8.self)
        }
    }
}
