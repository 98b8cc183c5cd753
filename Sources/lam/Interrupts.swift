import Dispatch
import Foundation
import Synchronization

/// Ctrl-C and SIGTERM: the first stops the work after saving, a second Ctrl-C quits at once.
///
/// A session's watchdog cleans up after a quit, so nothing is left behind either way.
final class Interrupts: Sendable {
    private struct State {
        var caught: Int32?
        /// Kept so that they go on listening; used only under the lock.
        nonisolated(unsafe) var sources: [any DispatchSourceSignal] = []
    }

    private let state = Mutex(State())

    /// The signal that stopped the work, if one did.
    var signal: Int32? { state.withLock { $0.caught } }

    /// Runs the work in a task that the first signal cancels.
    func guarding<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws
        -> Result
    {
        let task = Task { try await work() }
        listen(SIGINT, task.cancel)
        listen(SIGTERM, task.cancel)
        defer { state.withLock { $0.sources.forEach { $0.cancel() } } }
        return try await task.value
    }

    private func listen(_ number: Int32, _ cancel: @escaping @Sendable () -> Void) {
        Foundation.signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler { [self] in
            if isSecond(number) { _exit(128 + number) }
            Terminal.say("\nstopping: the run is saved; press Ctrl-C again to quit at once")
            cancel()
        }
        source.resume()
        nonisolated(unsafe) let kept = source
        state.withLock { $0.sources.append(kept) }
    }

    private func isSecond(_ number: Int32) -> Bool {
        state.withLock { state in
            defer { state.caught = number }
            return state.caught != nil
        }
    }
}
