import Agents
import Core
import Synchronization
import TestSupport
import Testing

@Suite("The loop")
struct LoopTests {
    private let head = TrajectoryHead(id: "t", goal: "Press OK", started: 0, origin: "run")

    /// Decides the same things again and again.
    private struct Stubborn: Planner {
        var actions: [Action]
        var tokens = 0

        func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
            let action = actions[trajectory.steps.count % actions.count]
            return Decision(action, text: action.name, decidedBy: .rule, reason: "", tokensRead: tokens)
        }
    }

    private struct Broken: Planner {
        func decide(after trajectory: Trajectory, seeing observation: Observation) async throws -> Decision {
            throw AgentsError(.model, "the model is gone")
        }
    }

    /// An actuator whose actions come out as told.
    private struct Fixed: Actuator {
        var status: Outcome.Status

        func perform(_ action: Action, on observation: Observation) async throws -> Performance {
            Performance(outcome: Outcome(status, route: "test"), after: observation)
        }
    }

    private func run(
        _ planner: any Planner,
        _ status: Outcome.Status = .confirmed,
        budget: Budget = Budget(),
        settings: Agent.Settings = Agent.Settings()
    ) async throws -> (end: RunEnd, sink: MemorySink) {
        let sink = MemorySink()
        let agent = Agent(
            sensor: FakeWorld(),
            actuator: Fixed(status: status),
            planner: planner,
            sink: sink,
            budget: budget,
            settings: settings
        )
        return (try await agent.pursue(head), sink)
    }

    private let press = Action.key(KeyCombination("a"))

    @Test("Each budget ends the run and says which it was")
    func budgets() async throws {
        let steps = try await run(Stubborn(actions: [press]), budget: Budget(steps: 7))
        #expect(steps.end.kind == .budget)
        #expect(steps.end.message.contains("7 steps"))
        #expect(await steps.sink.steps.count == 7)
        let tokens = try await run(Stubborn(actions: [press], tokens: 400), budget: Budget(tokens: 1000))
        #expect(tokens.end.message.contains("tokens"))
        #expect(await tokens.sink.steps.count == 3)
        let seconds = try await run(Stubborn(actions: [press]), budget: Budget(seconds: 0))
        #expect(seconds.end.message.contains("seconds"))
        #expect(await seconds.sink.end == seconds.end)
    }

    @Test("A pause between steps does not count as time, and the screen is looked at again after it")
    func pausing() async throws {
        let asked = Counter()
        let time = Mutex(ContinuousClock.now)
        let settings = Agent.Settings(
            pause: { steps in
                await asked.add(steps)
                guard steps == 2 else { return false }
                time.withLock { $0 += .seconds(3600) }
                return true
            },
            now: { time.withLock { $0 } }
        )
        let result = try await run(
            Stubborn(actions: [press]),
            budget: Budget(steps: 4, seconds: 60),
            settings: settings
        )
        #expect(result.end.message.contains("4 steps"), "\(result.end)")
        #expect(await asked.values == [0, 1, 2, 3, 4])
    }

    private actor Counter {
        private(set) var values: [Int] = []
        func add(_ value: Int) { values.append(value) }
    }

    @Test("What goes round in circles without effect is given up, what has an effect is not")
    func circles() async throws {
        let same = try await run(Stubborn(actions: [press]), .suspectedNoop)
        #expect(same.end.kind == .failed)
        #expect(await same.sink.steps.count == 4)
        let failing = try await run(
            Stubborn(actions: ["a", "b", "c", "d", "e", "f", "g"].map { .key(KeyCombination($0)) }),
            .failed
        )
        #expect(failing.end.message.contains("no effect"))
        let swinging = try await run(
            Stubborn(actions: [press, .key(KeyCombination("b"))]),
            .unverifiable,
            budget: Budget(steps: 50)
        )
        #expect(swinging.end.message.contains("back and forth"))
        let working = try await run(Stubborn(actions: [press]), .confirmed, budget: Budget(steps: 40))
        #expect(working.end.kind == .budget)
        let patient = try await run(
            Stubborn(actions: [press]),
            .unverifiable,
            budget: Budget(steps: 40),
            settings: Agent.Settings(patience: .max)
        )
        #expect(patient.end.kind == .budget)
    }

    @Test("Waiting until the screen has settled is no effect, between steps that have none")
    func settledBetween() {
        var loops = LoopDetector(patience: 3)
        var reason: String?
        for number in 0..<20 where reason == nil {
            let waits = number.isMultiple(of: 2)
            let action = waits ? Action.wait(.settled, timeout: 1) : .key(KeyCombination("F\(number)"))
            let step = Step(
                index: number,
                before: Screens.screen([]),
                decision: Decision(action, text: "\(number)", decidedBy: .rule, reason: ""),
                outcome: Outcome(waits ? .confirmed : .suspectedNoop),
                after: nil
            )
            reason = loops.absorb(step)
        }
        #expect(reason?.hasPrefix("the last 5 actions had no effect") == true, "\(reason ?? "none")")
    }

    @Test("Our own errors are thrown after the end was recorded")
    func errors() async throws {
        let sink = MemorySink()
        let agent = Agent(sensor: FakeWorld(), actuator: Hands(), planner: Broken(), sink: sink)
        await #expect(throws: AgentsError.self) { try await agent.pursue(head) }
        #expect(await sink.end?.kind == .failed)
        #expect(await sink.end?.message.contains("the model is gone") == true)
    }

    @Test("Questions go to whoever can answer; nobody there means the user is needed")
    func questions() async throws {
        let planner = Stubborn(actions: [.ask("Which one?"), .done(answer: "42")])
        let alone = try await run(planner)
        #expect(alone.end.kind == .needsUser)
        #expect(alone.end.message == "Which one?")
        let answered = try await run(planner, settings: Agent.Settings(answer: { _ in "the red one" }))
        #expect(answered.end.kind == .unverified)
        #expect(answered.end.answer == "42")
        #expect(await answered.sink.steps.first?.outcome.evidence == ["the red one"])
        let judged = try await run(
            Stubborn(actions: [.done(answer: nil)]),
            settings: Agent.Settings(judge: { _, _ in RunEnd(.verified) })
        )
        #expect(judged.end.kind == .verified)
    }

    @Test("Cancelling pauses: the steps are kept and the run can go on")
    func cancelling() async throws {
        let sink = MemorySink()
        let world = Worlds.form("Form", ["Name"])
        let started = Signal()
        let settings = Agent.Settings(report: { _ in await started.stopHere() })
        let agent = Agent(
            sensor: world,
            actuator: world,
            planner: OverlapPlanner(),
            sink: sink,
            settings: settings
        )
        let head = TrajectoryHead(
            id: "t",
            goal: "Enter Ann as the name and press OK",
            started: 0,
            origin: "run"
        )
        let task = Task { try await agent.pursue(head) }
        await started.wait()
        task.cancel()
        await started.release()
        #expect(try await task.value.kind == .interrupted)
        let kept = await sink.steps
        #expect(kept.count == 1)
        let again = Agent(sensor: world, actuator: world, planner: OverlapPlanner(), sink: MemorySink())
        #expect(try await again.pursue(head, after: kept).kind == .unverified)
        #expect(await world.windows.isEmpty)
        #expect(await world.log.map(\.name) == ["setText", "click"])
    }

    @Test("The answer of an empty goal's question becomes the goal")
    func emptyGoal() async throws {
        let world = Worlds.form("Form", ["Name"])
        let (end, _) = try await Worlds.run(
            "",
            in: world,
            settings: Agent.Settings(answer: { _ in "press OK" })
        )
        #expect(end.kind == .unverified)
        #expect(await world.windows.isEmpty)
    }
}

/// Lets a test stop a run at a place.
actor Signal {
    private var reached = false
    private var isOpen = false
    private var waiting: [CheckedContinuation<Void, Never>] = []
    private var held: [CheckedContinuation<Void, Never>] = []

    func stopHere() async {
        reached = true
        for continuation in waiting { continuation.resume() }
        waiting = []
        if !isOpen { await withCheckedContinuation { held.append($0) } }
    }

    func wait() async {
        if !reached { await withCheckedContinuation { waiting.append($0) } }
    }

    func release() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }
}
