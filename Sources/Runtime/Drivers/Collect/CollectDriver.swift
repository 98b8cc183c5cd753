import Core
import Dataflow
import Desktop
import Foundation

/// Collects episodes: draws tasks from templates, lets their oracles do them in parallel displays, and
/// keeps the trajectories by what came of them.
public struct CollectDriver: Sendable {
    private let options: CollectOptions
    private let events: @Sendable (RunEvent) -> Void

    /// Creates a driver; `events` is told what happens, in order.
    public init(options: CollectOptions, events: @escaping @Sendable (RunEvent) -> Void = { _ in }) {
        self.options = options
        self.events = events
    }

    /// Returns the tasks as a suite in YAML, without running them.
    ///
    /// - Throws: `DataflowError` for a template that makes no sense.
    public func suite(named name: String) throws -> String {
        try TaskWriter.yaml(TaskSuite(name: name, tasks: try draw().instances.map(\.task)))
    }

    /// Collects; `line` is given one JSON line an episode, as each ends.
    ///
    /// Episodes that are in the collection already are not run again, so a collection that was
    /// interrupted goes on where it stopped.
    /// - Throws: `DataflowError` for a template that makes no sense, a collection that is in use, or a
    ///   full disk; `RuntimeError` when the environment is not ready. What was kept stays.
    public func run(line: @escaping @Sendable (String) -> Void = { _ in }) async throws -> CollectReport {
        let draw = try draw()
        let store = try EpisodeStore(root: options.output ?? Directories().data + "/collection")
        var report = CollectReport(directory: store.root)
        var instances: [TemplateInstance] = []
        var missing: [String: [String]] = [:]
        let path = ProcessInfo.processInfo.environment["PATH"]
        for instance in draw.instances {
            let absent = instance.requires.filter { !Programs.isThere($0, on: path) }
            if !absent.isEmpty {
                missing[instance.template] = absent
                report.skipped += 1
            } else if await store.has(instance.task.id) {
                report.earlier += 1
            } else {
                instances.append(instance)
            }
        }
        for (template, programs) in missing.sorted(by: { $0.key < $1.key }) {
            events(.note("\(template) is left out: not installed: \(programs.joined(separator: ", "))"))
        }
        let policy = try PolicySettings.load(nil, adding: nil)
        let queue = CollectQueue(instances, report: report)
        let began = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<min(options.displays, instances.count) {
                group.addTask {
                    try await CollectWorker(store: store, policy: policy, pictures: options.pictures)
                        .work(off: queue) { record in
                            line(try record.jsonLine)
                            let note = record.message.isEmpty ? "" : ": \(record.message)"
                            events(.note("\(record.verdict.rawValue)  \(record.id)\(note)"))
                        }
                }
            }
            try await group.waitForAll()
        }
        report = await queue.report
        report.end(after: ContinuousClock.now - began)
        report.interrupted = Task.isCancelled
        return report
    }

    private func draw() throws -> TaskDraw {
        var templates = try TemplateLoader().load(paths: options.templates)
        if let only = options.only {
            let unknown = only.filter { id in !templates.contains { $0.id == id } }
            guard unknown.isEmpty else {
                throw RuntimeError(.usage, "there is no template called \(unknown.joined(separator: ", "))")
            }
            templates.removeAll { !only.contains($0.id) }
        }
        return try TaskDraw(
            templates,
            count: options.perTemplate,
            seed: options.seed,
            phrasing: options.development ? .development : .train
        )
    }
}
