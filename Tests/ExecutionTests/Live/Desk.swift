import Core
import Dataflow
import Desktop
import Execution
import Perception
import TestSupport

/// A session with everything needed to act in it and to see what came of it.
struct Desk: Sendable {
    let session: Session
    let display: Display
    let bus: AccessibilityBus
    let sensor: ScreenSensor
    let executor: Executor

    /// Starts a session, runs a closure in it, and ends it.
    static func with<Value: Sendable>(
        route: Route = .automatic,
        secrets: SecretResolver? = nil,
        _ body: @Sendable (Desk) async throws -> Value
    ) async throws -> Value {
        try await withSession(SessionOptions(timeout: 60)) { session in
            let display = try session.display()
            let bus = try await AccessibilityBus.connect(address: session.accessibilityBus)
            let blobs = MemoryBlobs()
            let sensor = ScreenSensor(display: display, accessibility: bus, store: blobs)
            let executor = try Executor(
                session: session,
                bus: bus,
                sensor: sensor,
                options: ExecutorOptions(route: route, settle: 5, opening: 60),
                secrets: secrets
            )
            let desk = Desk(session: session, display: display, bus: bus, sensor: sensor, executor: executor)
            do {
                let value = try await body(desk)
                await bus.close()
                return value
            } catch {
                await bus.close()
                throw error
            }
        }
    }

    /// Observes, acts, and returns what came of it.
    @discardableResult
    func perform(_ action: Action) async throws -> Performance {
        try await executor.perform(action, on: try await sensor.observe())
    }

    /// Starts a program and returns the screen with its window.
    @discardableResult
    func open(_ command: String...) async throws -> Observation {
        let performance = try await executor.launch(command)
        guard performance.outcome.isSuccess, let after = performance.after else {
            throw Failure(what: "\(command): \(performance.outcome)")
        }
        return after
    }
}

/// What a test could not go on without.
struct Failure: Error, CustomStringConvertible {
    var what: String
    var description: String { what }
}
