public import Core
import Dataflow
import Desktop
import Foundation
import Perception

/// Watches a person work and writes a trajectory and a task file that replays it.
public struct RecordDriver: Sendable {
    /// The chord that ends a recording.
    public static let stopChord = KeyCombination("Escape", modifiers: [.control, .alt])

    private let desktop: DesktopChoice
    private let goal: String
    private let start: String?
    private let output: String?
    private let trajectories: String?
    private let seconds: Double?
    private let events: @Sendable (RunEvent) -> Void

    /// Creates a driver.
    ///
    /// - Parameters:
    ///   - start: A command to start first, words separated by spaces.
    ///   - output: Where the task file goes; none is written when left out.
    ///   - trajectories: Where trajectories are kept; `nil` for the user's data directory.
    ///   - seconds: Ends the recording after so long; `nil` waits for the chord or cancellation.
    public init(
        desktop: DesktopChoice,
        goal: String,
        start: String? = nil,
        output: String? = nil,
        trajectories: String? = nil,
        seconds: Double? = nil,
        events: @escaping @Sendable (RunEvent) -> Void = { _ in }
    ) {
        self.desktop = desktop
        self.goal = goal
        self.start = start
        self.output = output
        self.trajectories = trajectories
        self.seconds = seconds
        self.events = events
    }

    /// Records until the chord, the time limit or cancellation; what was done is kept in each case.
    ///
    /// - Throws: `RuntimeError`, `DataflowError` when the trajectory or task file cannot be written.
    public func record() async throws -> RunReport {
        let began = ContinuousClock.now
        let images = MemoryBlobs()
        let bench = try await Workbench.open(desktop, images: images)
        do {
            events(.desktopReady(name: bench.session.name, milliseconds: bench.session.readyAfter))
            let command = start.map { $0.split(separator: " ").map(String.init) }
            if let command { try await bench.start(command) }
            let home = bench.passingFiles()
            var report = try await record(
                on: bench,
                images,
                setup: command.map { [.start(command: $0)] } ?? [],
                began
            )
            await bench.closeWindows()
            report.files = try home?.moveNews(of: report.id) ?? []
            await bench.close()
            return report
        } catch {
            await bench.close()
            throw error
        }
    }

    private func record(
        on bench: Workbench,
        _ images: MemoryBlobs,
        setup: [SetupStep],
        _ began: ContinuousClock.Instant
    ) async throws -> RunReport {
        let started = Date().timeIntervalSince1970
        let store = TrajectoryStore(root: trajectories ?? Directories().trajectories)
        let recorder = TrajectoryRecorder(store: store, pictures: images)
        let head = TrajectoryHead(
            id: TrajectoryStore.makeID(started: started),
            goal: goal,
            started: started,
            origin: "record"
        )
        try await recorder.begin(head)
        let input = try InputRecorder(
            display: bench.session.displayName,
            authority: bench.session.record.authority.isEmpty ? nil : bench.session.record.authority,
            stop: Self.stopChord
        )
        let notebook = Notebook(sink: recorder, events: events)
        await notebook.see(try await bench.sensor.settled(timeout: 2))
        events(.note("recording; press \(Self.stopChord) in the display to stop"))
        await watch(bench, input, notebook)
        let steps = try await notebook.finish()
        let end = RunEnd(.unverified, message: "recorded \(steps.count) steps")
        try await recorder.end(end)
        if let output {
            let task = try ReplayTask.make(from: Trajectory(head: head, steps: steps, end: end), setup: setup)
            try TaskWriter.yaml(task).write(toFile: output, atomically: true, encoding: .utf8)
            events(.note("lam script \(output)   does it again"))
        }
        return RunReport(
            id: head.id,
            directory: await recorder.path ?? store.root,
            end: end,
            steps: steps.count,
            seconds: Double((ContinuousClock.now - began).components.seconds),
            tokens: 0,
            failedChecks: [],
            effort: Effort()
        )
    }

    /// Feeds the notebook until the recording is to end.
    private func watch(_ bench: Workbench, _ input: InputRecorder, _ notebook: Notebook) async {
        let changes = bench.bus.events()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await event in input.events() { await notebook.take(event) }
            }
            if let seconds {
                group.addTask { try? await Task.sleep(for: .seconds(seconds)) }
            }
            group.addTask {
                for await event in changes { await notebook.take(event) }
                try? await Task.sleep(for: .seconds(86_400))
            }
            group.addTask { await observe(bench, notebook) }
            // The first to end (chord, time, lost display or cancellation) ends them all.
            await group.next()
            input.close()
            group.cancelAll()
        }
    }

    /// Keeps the notebook's picture of the screen fresh: looks again whenever something changed.
    private func observe(_ bench: Workbench, _ notebook: Notebook) async {
        while !Task.isCancelled, !bench.display.isLost {
            guard let observation = try? await bench.sensor.settled(timeout: 0.5) else { return }
            await notebook.see(observation)
            await notebook.change(within: 2)
        }
    }
}
