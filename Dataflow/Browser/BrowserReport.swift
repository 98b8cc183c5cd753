/// What came of an episode of a browser task.
public struct BrowserEpisode: Hashable, Sendable, Codable {
    /// The seed.
    public var seed: Int
    /// The page's reward without regard to time, −1 to 1; 0 when the page had not ended the episode.
    public var raw: Double
    /// Steps taken.
    public var steps: Int
    /// Seconds from the first observation to the end.
    public var seconds: Double
    /// "ended" when the page ended it, else how the run ended, or "error".
    public var outcome: String
    /// Why, where something is known.
    public var message: String
    /// The goal in words.
    public var goal: String?

    /// Creates a result.
    public init(
        seed: Int,
        raw: Double,
        steps: Int,
        seconds: Double,
        outcome: String,
        message: String = "",
        goal: String? = nil
    ) {
        self.seed = seed
        self.raw = raw
        self.steps = steps
        self.seconds = (seconds * 1000).rounded() / 1000
        self.outcome = outcome
        self.message = message
        self.goal = goal
    }
}

/// The figures of some episodes.
public struct BrowserFigures: Hashable, Sendable, Codable {
    /// Episodes.
    public var n: Int
    /// Episodes whose raw reward was 1.
    public var success: Int
    /// Episodes whose raw reward was above 0.
    public var positive: Int
    /// Steps an episode, on average; `nil` without episodes.
    public var steps: Double?
    /// The median time of an episode in seconds; `nil` without episodes.
    public var p50_s: Double?
    /// The time in seconds that 95 % of the episodes do not exceed; `nil` without episodes.
    public var p95_s: Double?

    /// Counts some episodes.
    public init(_ episodes: [BrowserEpisode]) {
        n = episodes.count
        success = episodes.count { $0.raw >= 1 }
        positive = episodes.count { $0.raw > 0 }
        let taken = Double(episodes.reduce(0) { $0 + $1.steps })
        steps = episodes.isEmpty ? nil : (taken / Double(episodes.count) * 100).rounded() / 100
        p50_s = Statistics.percentile(0.5, of: episodes.map(\.seconds))
        p95_s = Statistics.percentile(0.95, of: episodes.map(\.seconds))
    }
}

/// What came of one browser task, without and with the elements' attributes.
public struct BrowserTaskResult: Hashable, Sendable {
    /// The name of the task.
    public var task: String
    /// The episodes by whether attributes were read, in the order of seeds.
    public var episodes: [Bool: [BrowserEpisode]]
}

/// What came of an evaluation on browser tasks.
public struct BrowserReport: Hashable, Sendable {
    /// The tasks, in order.
    public let tasks: [String]
    /// The seeds of each.
    public let seeds: ClosedRange<Int>
    /// Whether attributes were read, for each round.
    public let arms: [Bool]
    private var episodes: [String: [Bool: [BrowserEpisode]]] = [:]

    /// Creates a report without results.
    public init(tasks: [String], seeds: ClosedRange<Int>, arms: [Bool]) {
        self.tasks = tasks
        self.seeds = seeds
        self.arms = arms
    }

    /// Adds the result of an episode.
    public mutating func add(_ episode: BrowserEpisode, task: String, attributes: Bool) {
        episodes[task, default: [:]][attributes, default: []].append(episode)
    }

    /// Returns what came of a task.
    public func result(of task: String) -> BrowserTaskResult {
        BrowserTaskResult(
            task: task,
            episodes: (episodes[task] ?? [:]).mapValues { $0.sorted { $0.seed < $1.seed } }
        )
    }

    /// Returns the figures of all tasks for one of the rounds.
    public func figures(attributes: Bool) -> BrowserFigures {
        BrowserFigures(tasks.flatMap { episodes[$0]?[attributes] ?? [] })
    }
}
