import Dispatch
import Foundation
import Synchronization

/// One line that a person types, waited for without holding up a thread.
final class TypedLine: Sendable {
    private struct State {
        var continuation: CheckedContinuation<String?, Never>?
        var isOver = false
        /// Used only under the lock.
        nonisolated(unsafe) var source: (any DispatchSourceRead)?
    }

    private let state = Mutex(State())

    /// Waits for the line; `nil` at the end of input and when the task is cancelled.
    func read() async -> String? {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if !state.isOver { state.continuation = continuation }
                    return state.isOver
                }
                if isOver { continuation.resume(returning: nil) } else { listen() }
            }
        } onCancel: {
            finish(nil)
        }
    }

    private func listen() {
        let source = DispatchSource.makeReadSource(fileDescriptor: STDIN_FILENO, queue: .global())
        source.setEventHandler { [self] in
            // A terminal gives one line at a time.
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = Foundation.read(STDIN_FILENO, &bytes, bytes.count)
            if count < 0, errno == EINTR || errno == EAGAIN { return }
            guard count > 0 else { return finish(nil) }
            let line = String(decoding: bytes.prefix(count), as: UTF8.self)
            finish(line.trimmingCharacters(in: .newlines))
        }
        nonisolated(unsafe) let kept = source
        let isOver = state.withLock { state in
            if !state.isOver { state.source = kept }
            return state.isOver
        }
        source.resume()
        if isOver { source.cancel() }
    }

    private func finish(_ line: String?) {
        let continuation = state.withLock { state in
            state.isOver = true
            state.source?.cancel()
            state.source = nil
            defer { state.continuation = nil }
            return state.continuation
        }
        continuation?.resume(returning: line)
    }
}
