public import Desktop

/// Starts a display of its own, runs a closure in it, and ends it with everything in it.
public func withSession<Value: Sendable>(
    _ options: SessionOptions = SessionOptions(timeout: 60),
    _ body: @Sendable (Session) async throws -> Value
) async throws -> Value {
    let session = try await Session.start(options)
    do {
        let value = try await body(session)
        await session.stop()
        return value
    } catch {
        await session.stop()
        throw error
    }
}

extension Session {
    /// Starts a program and waits for its window to be there and to have the keyboard.
    ///
    /// - Parameter title: A text that the window's title must contain; `nil` takes any new window.
    /// - Throws: `DesktopError` with `timeout` when there is none within `seconds`.
    public func open(
        _ command: [String],
        title: String? = nil,
        within seconds: Double = 30
    ) async throws -> (pid: Int32, window: DesktopWindow) {
        let display = try display()
        let before = Set(try await display.windows().map(\.id))
        let pid = try launch(command)
        let isNew: @Sendable (DesktopWindow) -> Bool = { window in
            !before.contains(window.id) && !window.isUnmanaged && (title.map(window.title.contains) ?? true)
        }
        let appeared = try await display.wait(within: seconds) { display in
            try display.windows().contains { isNew($0) && $0.isActive }
        }
        guard appeared, let window = try await display.windows().first(where: isNew) else {
            throw DesktopError(
                .timeout,
                "\(command.joined(separator: " ")) showed no window in \(seconds) s: \(errors(of: pid))"
            )
        }
        // Keys sent before the application has seen that it has the keyboard would be lost.
        _ = try await display.ping(window.id, within: 1)
        try await still(display, within: 2)
        return (pid, window)
    }

    /// Waits until the picture of the screen has not changed for a moment; a caret that blinks for
    /// ever is not waited for.
    private func still(_ display: Display, within seconds: Double) async throws {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(seconds)
        var last = try await display.capture().pixels
        var same = 0
        while same < 4, clock.now < deadline {
            try await Task.sleep(for: .milliseconds(40))
            let next = try await display.capture().pixels
            same = next == last ? same + 1 : 0
            last = next
        }
    }
}
