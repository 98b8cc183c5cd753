public import Core

extension Agent {
    /// What an agent does besides deciding: whom it asks and tells, and how patient it is.
    public struct Settings: Sendable {
        /// Answers a question of the agent's; `nil`, or an answer of `nil`, means nobody is there.
        public var answer: (@Sendable (String) async -> String?)?
        /// Is told of each decision before it is carried out.
        public var announce: (@Sendable (Decision, Observation) async -> Void)?
        /// Is told of each step once it is recorded, for printing it live.
        public var report: (@Sendable (Step) async -> Void)?
        /// Is asked before each step, with the number of steps taken, whether to wait.
        ///
        /// Returns `true` once it has waited: the time does not count, and the screen is looked at again.
        public var pause: (@Sendable (_ steps: Int) async -> Bool)?
        /// Checks the claim that the goal is reached and returns the end to record instead.
        public var judge: (@Sendable (RunEnd, Trajectory) async -> RunEnd)?
        /// Seconds to wait at most for the screen to settle where no observation is at hand.
        public var settling: Double
        /// How often something may happen again without effect before the run is given up.
        public var patience: Int
        /// Tells the time that the budget of seconds is counted in.
        public var now: @Sendable () -> ContinuousClock.Instant

        /// Creates settings.
        public init(
            answer: (@Sendable (String) async -> String?)? = nil,
            announce: (@Sendable (Decision, Observation) async -> Void)? = nil,
            report: (@Sendable (Step) async -> Void)? = nil,
            pause: (@Sendable (_ steps: Int) async -> Bool)? = nil,
            judge: (@Sendable (RunEnd, Trajectory) async -> RunEnd)? = nil,
            settling: Double = 1.5,
            patience: Int = 4,
            now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
        ) {
            self.answer = answer
            self.announce = announce
            self.report = report
            self.pause = pause
            self.judge = judge
            self.settling = settling
            self.patience = patience
            self.now = now
        }
    }
}
