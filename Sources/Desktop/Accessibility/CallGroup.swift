import Dispatch

/// Calls in flight that share a deadline; its completion runs once.
///
/// The deadline is one of silence: a large application may take long as long as it answers, a
/// stopped one is given up `silence` seconds after its last answer. `limit` bounds the whole.
final class CallGroup {
    enum End {
        case answered, silent, late, disconnected
    }

    let silence: Double
    let limit: Double
    var outstanding = 0
    private var lastReply: Double
    let started: Double
    /// Whether the silent peer is seen to be at work, which earns it `patience` seconds in all.
    var isAtWork: (() -> Bool)?
    let patience: Double
    private var extended = 0.0
    private var completion: ((End) -> Void)?

    init(silence: Double, limit: Double, patience: Double = 0, completion: @escaping (End) -> Void) {
        self.silence = silence
        self.limit = limit
        self.patience = patience
        self.completion = completion
        started = monotonicSeconds()
        lastReply = started
    }

    var isFinished: Bool { completion == nil }

    var deadline: Double { min(lastReply + silence + extended, started + limit) }

    func heard() {
        lastReply = monotonicSeconds()
        extended = 0
    }

    /// Puts the deadline off when the peer is at work; returns whether it did.
    func extend(_ now: Double) -> Bool {
        guard now < started + limit, silence + extended < patience, isAtWork?() ?? false else { return false }
        extended += 0.05
        return true
    }

    /// Ends the group; answers that come later are dropped.
    func finish(_ end: End) {
        guard let completion else { return }
        self.completion = nil
        completion(end)
    }
}

/// Returns seconds of a clock that never jumps.
func monotonicSeconds() -> Double { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
