import Dispatch
import FoundationEssentials

/// A moment on the monotonic clock.
struct Instant: Sendable, Comparable {
    private var nanoseconds: Int64

    /// The moment now.
    static var now: Instant {
        Instant(nanoseconds: Int64(clamping: DispatchTime.now().uptimeNanoseconds))
    }

    /// Seconds since the Unix epoch, by the clock on the wall.
    static var sinceEpoch: Double { Date().timeIntervalSince1970 }

    /// Returns the moment some seconds from now.
    static func after(_ seconds: Double) -> Instant {
        Instant(nanoseconds: now.nanoseconds + Int64(max(0, min(seconds, 1e8)) * 1e9))
    }

    /// Seconds from now to the moment; negative when it has passed.
    var secondsLeft: Double { Double(nanoseconds - Instant.now.nanoseconds) / 1e9 }

    /// Seconds from the moment to now.
    var secondsAgo: Double { -secondsLeft }

    /// Milliseconds to the moment, rounded up, as `poll` wants them; never negative.
    var millisecondsLeft: Int32 {
        let left = nanoseconds - Instant.now.nanoseconds
        return left <= 0 ? 0 : Int32(min((left + 999_999) / 1_000_000, Int64(Int32.max)))
    }

    /// Whether the moment has passed.
    var hasPassed: Bool { self <= .now }

    static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }
}
