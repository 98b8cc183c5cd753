extension EpisodeRecord {
    /// The application of browser tasks.
    public static let browser = "chromium"

    /// Creates the record of an episode of a browser task, which stands for its template.
    public init(
        id: String,
        browserTask: String,
        seed: UInt64,
        goal: String,
        actions: Int,
        verdict: Verdict,
        message: String = "",
        seconds: Double = 0
    ) {
        self.id = id
        template = browserTask
        application = Self.browser
        self.seed = seed
        phrasing = .train
        self.goal = goal
        goals = goal.isEmpty ? [] : [goal]
        self.actions = actions
        self.verdict = verdict
        self.message = message
        self.seconds = seconds
        total = 0
        trajectory = nil
    }
}
