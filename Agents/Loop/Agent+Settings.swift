public import Core

extension Agent {
    /// What an agent does besides deciding: whom it asks and tells, and how patient it is.
    public struct Settings: Sendable {
        /// Answers a question of the agent's; `nil`, or an answer of `nil`, means nobody is there.
        public var answer: (@Sendable (String) async -> String?)?
        /// Is told of each step once it is recorded, for printing it live.
        public var report: (@Sendable (Step) async -> Void)?
        /// Checks the claim that the goal is reached and returns the end to record instead.
        public var judge: (@Sendable (RunEnd, Trajectory) async -> RunEnd)?
        /// Seconds to wait at most for the screen to settle where no observation is at hand.
        public var settling: Double
        /// How often something may happen again without effect before the run is given up.
        public var patience: Int

        /// Creates settings.
        public init(
            answer: (@Sendable (String) async -> String?)? = nil,
            report: (@Sendable (Step) async -> Void)? = nil,
            judge: (@Sendable (RunEnd, Trajectory) async -> RunEnd)? = nil,
            settling: Double = 1.5,
            patience: Int = 4
        ) {
            self.answer = answer
            self.report = report
            self.judge = judge
            self.settling = settling
            self.patience = patience
        }
    }
}
