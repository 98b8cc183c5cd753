public import Core
import Desktop

extension ScreenSensor {
    /// Waits until the screen has been quiet for a moment, at most `timeout` seconds, then reads it.
    ///
    /// Quiet means for `Options.quiet` seconds, or as long as an application may hold its events back: no
    /// accessibility event, no window that came, went or was renamed, no pixels that changed beyond what a
    /// blinking caret does; and then that every application answers, or is not at work.
    /// - Throws: `DesktopError` when the display is gone.
    public func settled(timeout: Double) async throws -> Observation {
        let clock = PhaseClock()
        try await waitForQuiet(timeout: timeout)
        let waited = clock.milliseconds
        var observation = try await observe()
        observation.timings["settle"] = waited
        return observation
    }

    private func waitForQuiet(timeout: Double) async throws {
        let clock = PhaseClock()
        var activity = try await Activity(self)
        var quietSince = clock.milliseconds
        // What the pixels show already, the tree may not: some applications tell of it later.
        let quiet = max(options.quiet, await accessibility?.delay ?? 0)
        while clock.milliseconds < timeout * 1000 {
            try await Task.sleep(for: .milliseconds(15))
            let now = try await Activity(self)
            if now.differs(from: activity) { quietSince = clock.milliseconds }
            activity = now
            guard clock.milliseconds - quietSince >= quiet * 1000 else { continue }
            let left = timeout - clock.milliseconds / 1000
            guard let accessibility, left > 0 else { return }
            switch await accessibility.liveness(within: min(0.25, left)) {
            case .allAnswer, .someSilent:
                // What an answer brought with it counts: a slow click may show only now.
                if accessibility.activity.count == activity.events { return }
                quietSince = clock.milliseconds
            case .someAtWork: quietSince = clock.milliseconds
            }
        }
    }
}
