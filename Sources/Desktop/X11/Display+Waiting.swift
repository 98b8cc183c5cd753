import CX11
import Dispatch

extension Display {
    /// The number of changes to windows seen so far: one that came, went, moved, or was renamed.
    public var changeCount: Int {
        drainEvents()
        return changes
    }

    /// Waits until a condition on the display holds, looking again at each change of a window.
    ///
    /// - Parameters:
    ///   - seconds: How long to wait at most.
    ///   - condition: What must hold; it is asked at once, at each change, and at the end.
    /// - Returns: Whether it held in time.
    /// - Throws: What the condition throws; `displayLost`.
    public func wait(
        within seconds: Double,
        until condition: @Sendable (isolated Display) throws -> Bool
    ) async throws -> Bool {
        let deadline = Instant.after(seconds)
        while true {
            drainEvents()
            let seen = changes
            if try condition(self) { return true }
            if connection.isLost { throw connection.lostError }
            if deadline.hasPassed || Task.isCancelled { return false }
            // The condition's own requests may have brought in the change it waits for.
            drainEvents()
            if changes == seen { await nextChange(until: deadline) }
        }
    }

    /// Makes the window manager deal with what it may have overlooked, such as a window that asks to
    /// be shown.
    ///
    /// openbox 3.6 was seen to sleep while an event that it had read already lay in its queue, when
    /// the event came while it was starting; any further event makes it deal with both.
    /// - Throws: `displayLost`, `refusedByServer`.
    public func wakeManager() throws {
        let name = connection.atom("_LAM_WAKE")
        let root = connection.root
        try connection.perform("wake the window manager", synchronize: true) {
            _ = XChangeProperty($0, root, name, Atom(XA_CARDINAL), 8, PropModeReplace, [0], 1)
        }
    }

    /// Waits for the next change of a window.
    func nextChange(until deadline: Instant) async {
        let number = nextWaiter
        nextWaiter += 1
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let timer = Task { [weak self] in
                    try? await Task.sleep(for: .milliseconds(Int(deadline.millisecondsLeft)))
                    await self?.wake(number)
                }
                waiters[number] = Waiter(continuation: continuation, timer: timer)
            }
        } onCancel: {
            Task { [weak self] in await self?.wake(number) }
        }
    }

    /// Tells those who wait that something changed.
    func changed() {
        changes += 1
        for number in Array(waiters.keys) { wake(number) }
    }

    private func wake(_ number: Int) {
        guard let waiter = waiters.removeValue(forKey: number) else { return }
        waiter.timer.cancel()
        waiter.continuation.resume()
    }
}

/// Someone who waits for a change of a window.
struct Waiter {
    var continuation: CheckedContinuation<Void, Never>
    /// Ends the waiting when its time is over.
    var timer: Task<Void, Never>
}
