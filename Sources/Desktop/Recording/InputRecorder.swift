import CX11
public import Core
import Dispatch
import Synchronization

/// Hears every key, button and motion of a display, whoever makes them (XRecord 1.13).
///
/// It listens on a connection and a thread of its own from its creation on; nothing is lost between
/// then and the first call of `events()`.
public final class InputRecorder: EventSource {
    /// What to listen for.
    public enum Kinds: Hashable, Sendable {
        /// Keys, buttons and motion.
        case all
        /// Keys alone.
        case keys
    }

    private struct State {
        var backlog: [TimedEvent] = []
        var listeners: [AsyncStream<TimedEvent>.Continuation] = []
        var isClosed = false
        var sawStop = false
    }

    private let state = Mutex(State())
    private let ear: RecordingEar

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - display: The display's name, such as ":90".
    ///   - authority: The file with the server's cookie; `nil` for the user's own.
    ///   - kinds: What to listen for.
    ///   - stop: A combination that ends the recording and is not part of it.
    /// - Throws: `noDisplay`, `unknownKey`; `refusedByServer` when XRecord is missing.
    public init(
        display: String,
        authority: String? = nil,
        kinds: Kinds = .all,
        stop: KeyCombination? = nil
    ) throws {
        if let stop, Keysym(named: stop.key) == nil {
            throw DesktopError(.unknownKey, "There is no key \"\(stop.key)\" to stop the recording with.")
        }
        ear = try RecordingEar(display: display, authority: authority, kinds: kinds, stop: stop)
        let ready = DispatchSemaphore(value: 0)
        Thread.detach { [weak self, ear] in
            ear.listen(ready: { ready.signal() }) { heard in self?.take(heard) ?? () }
            ready.signal()
            self?.finish()
        }
        ready.wait()
    }

    deinit { ear.stop() }

    /// Whether the stop combination ended the recording.
    public var wasStopped: Bool { state.withLock { $0.sawStop } }

    /// The events from now on, and for the first caller those since the creation too.
    ///
    /// The stream ends with `close()`, the stop combination, or the X server.
    public func events() -> AsyncStream<TimedEvent> {
        AsyncStream { continuation in
            let isClosed = state.withLock { state in
                for event in state.backlog { continuation.yield(event) }
                state.backlog = []
                state.listeners.append(continuation)
                return state.isClosed
            }
            if isClosed { continuation.finish() }
        }
    }

    /// Stops listening; the streams end.
    public func close() {
        ear.stop()
        finish()
    }

    private func take(_ heard: RecordingEar.Heard) {
        switch heard {
        case .event(let event):
            state.withLock { state in
                guard !state.isClosed else { return }
                if state.listeners.isEmpty { state.backlog.append(event) }
                for listener in state.listeners { listener.yield(event) }
            }
        case .stop:
            state.withLock { $0.sawStop = true }
            ear.stop()
            finish()
        }
    }

    private func finish() {
        let listeners = state.withLock { state in
            state.isClosed = true
            return state.listeners
        }
        for listener in listeners { listener.finish() }
    }
}

extension Session {
    /// Begins to hear every key, button and motion of the session.
    ///
    /// - Parameter stop: A combination that ends the recording and is not part of it.
    /// - Throws: As `InputRecorder.init`.
    public func recordInput(
        _ kinds: InputRecorder.Kinds = .all,
        stop: KeyCombination? = nil
    ) throws -> InputRecorder {
        try InputRecorder(
            display: displayName,
            authority: record.authority.isEmpty ? nil : record.authority,
            kinds: kinds,
            stop: stop
        )
    }
}
