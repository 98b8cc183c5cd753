public import Core
public import Desktop
import Glibc

/// Carries out actions on a desktop and says what came of them.
///
/// A target is looked up on the live screen first: what is stale, ambiguous or greyed out is refused.
/// Then the action goes by pointer, keyboard or the accessibility bus, the screen settles, and the
/// outcome is judged by evidence that concerns the target. `ask`, `done` and `fail` are the loop's:
/// they touch nothing here and come back as `unverifiable`.
public actor Executor: Actuator {
    let display: Display
    let bus: AccessibilityBus
    let sensor: any Sensor
    let session: Session
    let options: ExecutorOptions
    let secrets: SecretResolver?
    let keepRegion: RegionKeeper?
    var quiet: Quiet
    /// When windows were seen for the first time.
    var arrivals: [UInt32: ContinuousClock.Instant] = [:]
    private var last: (after: Observation, acted: Double)?

    /// Stores the pixels of a screen region and returns their content address.
    public typealias RegionKeeper = @Sendable (_ region: Rect) async throws -> Digest

    /// Creates an executor for a session.
    ///
    /// - Parameters:
    ///   - bus: The session's accessibility bus.
    ///   - sensor: Sees the same screen; its observations are the evidence.
    ///   - secrets: Finds the values of `${secret:name}`; without one every such reference fails.
    ///   - keepRegion: Stores what `look` sees; without one only its text is told.
    /// - Throws: `ExecutionError` with `desktop` when the session's display cannot be reached.
    public init(
        session: Session,
        bus: AccessibilityBus,
        sensor: any Sensor,
        options: ExecutorOptions = ExecutorOptions(),
        secrets: SecretResolver? = nil,
        keepRegion: RegionKeeper? = nil
    ) throws(ExecutionError) {
        do {
            display = try session.display()
        } catch {
            throw ExecutionError(.desktop, session.name, "the display cannot be reached", underlying: error)
        }
        self.session = session
        self.bus = bus
        self.sensor = sensor
        self.options = options
        self.secrets = secrets
        self.keepRegion = keepRegion
        quiet = Quiet(calm: options.calm)
    }

    /// Carries out an action that was decided on an observation, and says what came of it.
    ///
    /// - Throws: `ExecutionError`: `desktop` when display or bus are gone, `unknownSecret`;
    ///   `CancellationError`, with nothing left pressed.
    public func perform(_ action: Action, on observation: Observation) async throws -> Performance {
        if action.isTerminal {
            let message = "\"\(action.name)\" is for the loop to deal with; nothing was sent"
            return Performance(outcome: Outcome(.unverifiable, message: message))
        }
        do {
            let performance = try await carryOut(action, on: observation)
            try Task.checkCancellation()
            return performance
        } catch let refusal as Refusal {
            await display.releaseAll()
            return Performance(outcome: refusal.outcome)
        } catch {
            await display.releaseAll()
            switch error {
            case is CancellationError, is ExecutionError: throw error
            default:
                throw ExecutionError(
                    .desktop,
                    action.name,
                    "\"\(action.name)\" could not be carried out",
                    underlying: error
                )
            }
        }
    }

    private func carryOut(_ action: Action, on observation: Observation) async throws -> Performance {
        let start = ContinuousClock.now
        switch action {
        case .wait(let condition, let timeout): return try await wait(for: condition, timeout: timeout)
        case .look(let region): return try await look(at: region, on: observation)
        default: break
        }
        try await awaitKeyboard(for: action)
        let scene = try await scene(for: action, decidedOn: observation)
        remember(scene)
        var performance: Performance
        switch action {
        case .open(let what): performance = try await open(what, in: scene)
        case .menu(let path): performance = try await menu(path, in: scene)
        case .select(let target, let option): performance = try await select(option, of: target, in: scene)
        case .focus(let text): performance = try await focus(text, in: scene)
        default: performance = try await perform(try await deed(for: action, in: scene), in: scene)
        }
        let total = (ContinuousClock.now - start) / .milliseconds(1)
        performance.timings["act"] = max(0, total - (performance.timings["verify"] ?? 0))
        return performance
    }

    /// Reads the screen as it is now, again and again while the action's targets may be about to be ready.
    private func scene(for action: Action, decidedOn observation: Observation) async throws -> Scene {
        let began = ContinuousClock.now
        var live = try await sensor.current(since: observation)
        while true {
            let scene = Scene(decided: observation, live: live)
            if ContinuousClock.now - began >= patience(for: action, in: scene) { return scene }
            try await Task.sleep(for: .milliseconds(100))
            live = try await sensor.observe()
        }
    }

    /// How long an action's targets are waited for.
    ///
    /// What an application did not answer in time is missing from the screen. A file dialog's button is greyed out while
    /// the dialog reads its folder, and Return, which presses it, would be lost too.
    private func patience(for action: Action, in scene: Scene) -> Duration {
        if case .key(KeyCombination("Return")) = action {
            return scene.targeting.isDefaultGreyedOut ? .seconds(1) : .zero
        }
        return action.targets.map { target in
            guard let aim = try? scene.targeting.find(target) else {
                return scene.live.degraded.isEmpty ? .zero : .seconds(3)
            }
            return aim.element.map(scene.targeting.isGreyedOut) ?? false ? .seconds(1) : .zero
        }.max() ?? .zero
    }

    /// The ways of the actions that are one gesture.
    private func deed(for action: Action, in scene: Scene) async throws -> Deed {
        switch action {
        case .click(let target, let button, let count, let modifiers):
            return try await click(target, button, count, modifiers, in: scene)
        case .invoke(let target, let name): return try await invoke(name, of: target, in: scene)
        case .type(let text): return try await type(text, in: scene)
        case .setText(let target, let text): return try await setText(text, of: target, in: scene)
        case .key(let keys): return try await key(keys, in: scene)
        case .scroll(let target, let direction, let amount):
            return try await scroll(target, direction, amount, in: scene)
        case .drag(let from, let to): return try await drag(from, to, in: scene)
        case .select, .menu, .open, .focus, .wait, .look, .ask, .done, .fail:
            return Deed(action: action, ways: [])
        }
    }

    /// Notes what changed while nobody acted.
    private func remember(_ scene: Scene) {
        noteArrivals(scene.live)
        if let last {
            let late = scene.decided.time - last.acted < 0.7
            quiet.note(from: last.after, to: scene.decided, late: late)
            quiet.note(from: scene.decided, to: scene.live, late: scene.live.time - last.acted < 0.7)
        } else {
            quiet.note(from: scene.decided, to: scene.live)
        }
    }

    /// Keeps the screen an action left, to compare it with the next.
    func keep(_ after: Observation) {
        noteArrivals(after)
        last = (after, after.time)
    }

    /// Waits until the screen has settled, and reads it.
    func settle() async throws -> Observation {
        let after = try await sensor.settled(timeout: options.settle)
        try Task.checkCancellation()
        return after
    }
}
