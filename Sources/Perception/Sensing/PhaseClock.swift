import Dispatch
import FoundationEssentials

/// Measures the phases of a reading.
struct PhaseClock {
    private let start = DispatchTime.now().uptimeNanoseconds
    /// When it was made, in seconds since the Unix epoch.
    let began = Date().timeIntervalSince1970

    /// Milliseconds since it was made.
    var milliseconds: Double { Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6 }
}
