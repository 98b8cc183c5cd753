import Core
import Desktop

/// Windows that have only just come.
///
/// On a busy machine a window shows, with all its elements, before the window manager has given it
/// the keyboard, and it has the keyboard before its application has chosen what takes the keys. What
/// is sent in between is lost without a trace.
extension Executor {
    /// Seconds after which a window that was seen for the first time is no longer new.
    private static let youth = 2.0

    /// Waits until a window has the keyboard, where an action needs one and none has it yet.
    func awaitKeyboard(for action: Action) async throws {
        switch action {
        case .key, .type: break
        default: return
        }
        let hasKeyboard: @Sendable (isolated Display) throws -> Bool = { try $0.activeWindow() != nil }
        let start = ContinuousClock.now
        while try await !display.wait(within: 0.25, until: hasKeyboard) {
            try Task.checkCancellation()
            // A tree without a window belongs to one that is yet to be mapped. Without either, the key
            // may be meant for the window manager alone.
            let isComing = try await sensor.observe().windows.contains { $0.id == 0 }
            guard ContinuousClock.now - start < .seconds(isComing ? 10 : 1) else { return }
            if isComing { try await display.wakeManager() }
        }
    }

    /// Notes when windows were seen for the first time.
    func noteArrivals(_ screen: Observation) {
        let now = ContinuousClock.now
        let present = Set(screen.windows.map(\.id))
        arrivals = arrivals.filter { present.contains($0.key) }
        for id in present where arrivals[id] == nil { arrivals[id] = now }
    }

    /// Waits until a new window's application has dealt with being shown and, where it is to get
    /// keys, has put them somewhere.
    func greet(_ window: WindowInfo?, for action: Action) async throws {
        guard let window, window.id != 0, let arrival = arrivals[window.id],
            ContinuousClock.now - arrival < .seconds(Self.youth)
        else { return }
        if await bus.leavesPings(process: window.pid) {
            _ = await bus.liveness(within: 1)
        } else {
            _ = try await display.ping(window.id, within: 1)
        }
        switch action {
        case .key, .type: break
        default: return
        }
        while ContinuousClock.now - arrival < .seconds(Self.youth / 2) {
            let screen = try await sensor.observe()
            let takers = screen.elements.filter { element in
                element.states.contains(.focusable)
                    && (screen.window(of: element).map { ScreenChanges.same($0, window) } ?? false)
            }
            if screen.focus != nil || takers.isEmpty { return }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
