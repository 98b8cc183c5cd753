import Glibc

/// Measures the phases of a reading.
struct PhaseClock {
    private let start: Double
    /// When it was made, in seconds since the Unix epoch.
    let began: Double

    init() {
        began = Self.seconds(CLOCK_REALTIME)
        start = Self.seconds(CLOCK_MONOTONIC)
    }

    /// Milliseconds since it was made.
    var milliseconds: Double { (Self.seconds(CLOCK_MONOTONIC) - start) * 1000 }

    private static func seconds(_ clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
