public import Core

/// Calls back when a person presses a combination, whatever has the keyboard.
///
/// It hears keys that we send ourselves too, so it must be one that no action uses.
public final class PanicChord: Sendable {
    private let recorder: InputRecorder

    /// The combination used when none is set.
    public static let usual = KeyCombination("Escape", modifiers: [.control, .alt])

    /// Begins to listen.
    ///
    /// - Parameters:
    ///   - session: The desktop to listen on.
    ///   - keys: The combination.
    ///   - action: Called once, on a task of its own.
    /// - Throws: As `InputRecorder.init`.
    public init(
        on session: Session,
        keys: KeyCombination = PanicChord.usual,
        action: @escaping @Sendable () async -> Void
    ) throws {
        let recorder = try session.recordInput(.keys, stop: keys)
        self.recorder = recorder
        Task {
            for await _ in recorder.events() {}
            if recorder.wasStopped { await action() }
        }
    }

    deinit { recorder.close() }
}
