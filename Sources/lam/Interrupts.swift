import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: pause, stop after saving, quit.
///
/// Beside a person the first Ctrl-C pauses a run between two steps and the second ends it; with
/// nobody there the first signal ends it. What was done is saved in each case. One signal more
/// quits at once; a session's watchdog cleans up after that, so nothing is left behind.
final class Interrupts: Sendable {
    private enum Stage { case running, pausing, stopping }

    private struct State {
        var stage = Stage.running
        var caught: Int32?
        var cancel: (@Sendable () -> Void)?
        /// Kept so that they go on listening; used only under the lock.
        nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []
    }

    private let state = Mutex(State())
    private let canPause: Bool

    /// - Parameter pausing: Whether the work can wait for a person who wants it to.
    init(pausing: Bool = false) { canPause = pausing }

    /// The signal that stopped the work, if one did.
    var signal: Int32? { state.withLock { $0.caught } }

    /// Runs the work in a task that is cancelled when it is to stop.
    func guarding<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws
        -> Result
    {
        let task = Task { try await work() }
        state.withLock { $0.cancel = task.cancel }
        for number in [SIGINT, SIGTERM] { listen(number) }
        defer {
            state.withLock { state in
                state.sources.forEach { $0.cancel() }
                state.sources = []
            }
        }
        return try await task.value
    }

    /// Waits for the person's Enter if they asked for a pause; returns whether there was one.
    ///
    /// Does not return before Enter is pressed or the work is to stop.
    func pause(after steps: Int) async -> Bool {
        guard state.withLock({ $0.stage }) == .pausing else { return false }
        Terminal.say("paused after step \(steps), all saved; Enter goes on, Ctrl-C again stops")
        let answered = await Terminal.line() != nil
        let stops = state.withLock { state -> Bool in
            if answered, state.stage == .pausing { state.stage = .running }
            return state.stage != .running
        }
        // Without a line there is nobody left who could let it go on.
        if stops { stop(SIGINT) }
        return true
    }

    private func listen(_ number: Int32) {
        Foundation.signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [self] in hear(number) }
        source.resume()
        nonisolated(unsafe) let kept = source
        state.withLock { $0.sources.append(kept) }
    }

    private func hear(_ number: Int32) {
        let pauses = number == SIGINT && canPause && Terminal.hasPerson
        let stage = state.withLock { state -> Stage in
            defer { if state.stage == .running, pauses { state.stage = .pausing } }
            return state.stage
        }
        switch stage {
        case .stopping: _exit(128 + number)
        case .running where pauses:
            Terminal.say("\npausing when this step is done; Ctrl-C again stops")
        case .running, .pausing:
            Terminal.say("\nstopping: the run is saved; Ctrl-C again quits at once")
            stop(number)
        }
    }

    private func stop(_ number: Int32) {
        let cancel = state.withLock { state in
            state.stage = .stopping
            if state.caught == nil { state.caught = number }
            return state.cancel
        }
        cancel?()
    }
}
