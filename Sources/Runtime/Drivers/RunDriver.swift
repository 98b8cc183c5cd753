import Agents
import Core
import Dataflow
import Desktop
import Execution
import Foundation
import Images

/// Drives one run: makes the desktop and the mind ready, lets the agent work, judges the end.
public struct RunDriver: Sendable {
    private let options: RunOptions
    private let approval: Approval?
    private let answering: Answering?
    private let pausing: Pausing?
    private let events: @Sendable (RunEvent) -> Void

    /// Creates a driver.
    ///
    /// - Parameters:
    ///   - approval: Who is asked where the policy wants an action confirmed; `nil` denies.
    ///   - answering: Who answers the agent's questions.
    ///   - pausing: Is asked before each step whether to wait.
    ///   - events: Is told what happens, in order.
    public init(
        options: RunOptions = RunOptions(),
        approval: Approval? = nil,
        answering: Answering? = nil,
        pausing: Pausing? = nil,
        events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.options = options
        self.approval = approval
        self.answering = answering
        self.pausing = pausing
        self.events = events
    }

    /// Works towards a goal in words.
    ///
    /// - Throws: `RuntimeError`, or the error of the part that broke; the trajectory is saved.
    public func run(goal: String) async throws -> RunReport {
        let goal = goal.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !goal.isEmpty else {
            throw RuntimeError(
                .usage,
                "the goal is empty; say what you want, as in: lam run \"open the calculator\""
            )
        }
        return try await run(
            TaskFile(id: "goal", goal: goal),
            origin: "run",
            planning: .mind(options.model),
            files: NamedFile.find(in: goal)
        ).report
    }

    /// Carries out the one task of a file, step by step.
    ///
    /// - Throws: `DataflowError` naming file and line, `RuntimeError`, or the error of the part that broke.
    public func script(file: String) async throws -> RunReport {
        let suite = try TaskLoader().load(path: file)
        guard let task = suite.tasks.first, suite.tasks.count == 1 else {
            throw RuntimeError(
                .badInput,
                "\(file) has \(suite.tasks.count) tasks; lam script takes files with one, lam eval takes suites"
            )
        }
        guard let steps = task.steps, !steps.isEmpty else {
            throw RuntimeError(
                .badInput,
                "\(file): the task has no steps; give it steps, or try lam run \"\(task.goal)\""
            )
        }
        return try await run(task, origin: "script", planning: .steps(steps)).report
    }

    /// What decides in a run.
    enum Planning: Sendable {
        case steps([Action])
        case mind(ModelChoice)
        case ready(Mind)
    }

    /// Runs a task.
    ///
    /// - Parameters:
    ///   - files: The files outside the desktop that the goal names.
    ///   - isEvaluation: Whether checks are judged before the first step, and at the end however the run ended.
    /// - Throws: `InvalidTask` in an evaluation when a check holds before the first step.
    func run(
        _ task: TaskFile,
        origin: String,
        planning: Planning,
        files: [NamedFile] = [],
        isEvaluation: Bool = false
    ) async throws -> (report: RunReport, checks: [CheckResult]) {
        let clock = ContinuousClock()
        let began = clock.now
        let policy = try PolicySettings.load(options.policyFile, adding: task.policy)
        let images = MemoryBlobs()
        try await confirmLive()
        async let opening = Workbench.open(options.desktop, images: images)
        async let loading = prepare(planning, since: began)
        let bench: Workbench
        do {
            bench = try await opening
        } catch {
            _ = try? await loading
            throw error
        }
        events(.desktopReady(name: bench.session.name, milliseconds: milliseconds(began, clock.now)))
        do {
            // Some hundred files, read while the model is.
            async let known = applications(of: bench, for: planning)
            try await bench.prepare(task.setup)
            if case .steps = planning, let application = task.application, !task.startsPrograms {
                try await bench.start(try bench.command(for: application))
            }
            let mind = try await loading
            if isEvaluation { try await rejectIfAlreadyTrue(task, bench) }
            // A home of our own ends with the run, and what was made there is what the run was for.
            let home = isEvaluation ? nil : bench.passingFiles()
            var result = try await work(
                task,
                origin,
                bench,
                planner(planning, mind, bench, try await known, files),
                mind?.modelName,
                policy,
                images
            )
            if !isEvaluation { await bench.closeWindows() }
            result.report.files = try home?.moveNews(of: result.report.id) ?? []
            await bench.close(beside: files)
            return result
        } catch {
            await bench.close(beside: files)
            throw error
        }
    }

    private func prepare(_ planning: Planning, since began: ContinuousClock.Instant) async throws -> Mind? {
        switch planning {
        case .steps: return nil
        case .ready(let mind): return mind
        case .mind(let choice):
            var settings = options
            settings.model = choice
            let mind = try await Mind.load(settings)
            if let name = mind.modelName {
                events(.modelReady(name: name, milliseconds: milliseconds(began, ContinuousClock().now)))
            }
            return mind
        }
    }

    /// What a planner may start; a script says itself what it starts.
    private func applications(of bench: Workbench, for planning: Planning) async throws -> [KnownApplication]
    {
        if case .steps = planning { return [] }
        return try await blocking { bench.knownApplications() }
    }

    /// Lets a planner work on a desktop whose scene is set, and judges the end.
    ///
    /// - Parameters:
    ///   - id: The trajectory's name; `nil` makes one from the time.
    ///   - judge: Says what a claim that the goal is reached is worth, in place of the task's checks.
    func work(
        _ task: TaskFile,
        id: String? = nil,
        _ origin: String,
        _ bench: Workbench,
        _ planner: any Planner,
        _ model: String?,
        _ policy: Policy,
        _ images: MemoryBlobs,
        judge: (@Sendable (RunEnd) async -> RunEnd)? = nil
    ) async throws -> (report: RunReport, checks: [CheckResult]) {
        let started = Date().timeIntervalSince1970
        let store = TrajectoryStore(root: options.trajectories ?? Directories().trajectories)
        let masking = Masking(
            secrets: options.secrets.map { Secret(name: $0.key, value: $0.value) },
            keepsPasswords: options.keepsPasswords
        )
        let recorder = TrajectoryRecorder(
            store: store,
            pictures: images,
            masking: masking
        )
        let head = TrajectoryHead(
            id: id ?? TrajectoryStore.makeID(started: started),
            goal: task.goal,
            task: task.id == "goal" ? nil : task.id,
            started: started,
            origin: origin,
            model: model
        )
        let tally = Tally()
        let isScript = planner is ScriptPlanner
        let agent = Agent(
            sensor: bench.sensor,
            actuator: try guarded(bench, policy),
            planner: planner,
            sink: recorder,
            budget: task.budget ?? options.budget ?? (isScript ? Self.scriptBudget : Budget()),
            settings: Agent.Settings(
                answer: answering,
                announce: { [events, masking] decision, screen in
                    events(.decided(action: masking.mask(decision, on: screen).text))
                },
                report: { [events, masking] step in
                    await tally.add(step)
                    // What is told goes to terminals and logs: no secret may be in it.
                    events(.step(masking.mask(step)))
                },
                pause: pausing,
                judge: { end, _ in
                    if let judge { return await judge(end) }
                    return await Self.judged(end, task.checks, bench)
                },
                // A script repeats itself on purpose, and a walk does by design what may have no effect.
                patience: isScript || planner is ExploringPlanner ? .max : 4
            )
        )
        var end = try await agent.pursue(head)
        if isScript, end.kind == .failed, await tally.refusedTarget {
            end.kind = .drift
            try await recorder.end(end)
        }
        let checks = (try? await bench.checked(task.checks, answer: end.answer)) ?? []
        let report = RunReport(
            id: head.id,
            directory: await recorder.path ?? store.root,
            end: end,
            steps: await tally.steps,
            seconds: Date().timeIntervalSince1970 - started,
            tokens: await tally.tokens,
            failedChecks: checks.filter { !$0.passed }.map { "\($0.expected); found: \($0.found)" },
            model: await tally.usage,
            effort: await tally.effort
        )
        return (report, checks)
    }

    /// A written script says itself how long it is; the limits only catch a hang.
    private static let scriptBudget = Budget(steps: 1000, seconds: 900)

    /// - Throws: `InvalidTask` when a check holds now.
    func rejectIfAlreadyTrue(_ task: TaskFile, _ bench: Workbench) async throws {
        let state = try await bench.endState(for: task.checks, observation: nil, answer: nil)
        let already = Checks.alreadyTrue(task.checks, in: state)
        if !already.isEmpty { throw InvalidTask(checks: already) }
    }

    private func planner(
        _ planning: Planning,
        _ mind: Mind?,
        _ bench: Workbench,
        _ known: [KnownApplication],
        _ files: [NamedFile]
    ) -> any Planner {
        if case .steps(let steps) = planning { return ScriptPlanner(steps: steps, sensor: bench.sensor) }
        return (mind ?? Mind.none).planner(applications: known, files: files)
    }

    private func guarded(_ bench: Workbench, _ policy: Policy) throws -> GuardedActuator {
        let secrets = options.secrets
        let executor = try bench.hands(route: options.route) { secrets[$0] }
        guard let approval else { return GuardedActuator(executor, policy: policy, dryRun: options.dryRun) }
        return GuardedActuator(
            executor,
            policy: policy,
            approve: { ruling in await approval("\(ruling.action): \(ruling.reason). Do it?") },
            dryRun: options.dryRun
        )
    }

    private static func judged(_ end: RunEnd, _ checks: [Check], _ bench: Workbench) async -> RunEnd {
        guard !checks.isEmpty else { return end }
        do {
            let results = try await bench.checked(checks, answer: end.answer)
            let failed = results.filter { !$0.passed }
            if failed.isEmpty { return RunEnd(.verified, message: "all checks hold", answer: end.answer) }
            return RunEnd(
                .failed,
                message: "\(failed.count) of \(results.count) checks do not hold",
                answer: end.answer
            )
        } catch {
            return RunEnd(.failed, message: "the checks could not be judged: \(error)", answer: end.answer)
        }
    }

    private func confirmLive() async throws {
        guard options.desktop == .live, !options.dryRun else { return }
        guard let approval,
            await approval("This works on your own screen, with your pointer and keyboard. Go on?")
        else {
            throw RuntimeError(
                .usage,
                "not started: working on your own display needs your agreement; answer y, or pass --yes"
            )
        }
    }

    private func milliseconds(_ from: ContinuousClock.Instant, _ to: ContinuousClock.Instant) -> Double {
        let spent = (to - from).components
        return Double(spent.seconds) * 1000 + Double(spent.attoseconds) / 1e15
    }
}

extension TaskFile {
    /// Whether the set-up starts a program, which then is the application.
    var startsPrograms: Bool {
        setup.contains { if case .start = $0 { true } else { false } }
    }
}

/// A task some of whose checks hold before the first step, which proves nothing.
struct InvalidTask: Error {
    /// The checks that hold already.
    var checks: [CheckResult]
}
