import Core
import Dataflow
import Desktop

/// Runs episodes one after the other in a display of its own, which stays warm in between.
struct CollectWorker: Sendable {
    let store: EpisodeStore
    let policy: Policy
    let pictures: Bool

    /// Works until no task is left or the work is cancelled.
    ///
    /// - Throws: `DataflowError` when an episode cannot be kept; `RuntimeError` when no display can be had.
    func work(
        off queue: CollectQueue,
        told: @Sendable (EpisodeRecord) throws -> Void
    ) async throws {
        let images = MemoryBlobs()
        var desk: Workbench?
        do {
            while !Task.isCancelled, let instance = await queue.next() {
                let bench: Workbench
                if let desk {
                    bench = desk
                } else {
                    bench = try await Workbench.open(
                        .own(visible: false, size: nil),
                        images: images,
                        screenshots: pictures
                    )
                }
                desk = bench
                guard var record = try await episode(instance, on: bench, images) else { break }
                let clearing = ContinuousClock.now
                do {
                    try await bench.clear()
                } catch {
                    // A display that cannot be made clean again is of no more use.
                    await bench.close()
                    desk = nil
                }
                record.total += (ContinuousClock.now - clearing) / .seconds(1)
                try await store.keep(record)
                await queue.add(record)
                try told(record)
            }
        } catch {
            await desk?.close()
            throw error
        }
        await desk?.close()
    }

    /// Runs one episode; `nil` when it was interrupted.
    private func episode(
        _ instance: TemplateInstance,
        on bench: Workbench,
        _ images: MemoryBlobs
    ) async throws -> EpisodeRecord? {
        let began = ContinuousClock.now
        var record: EpisodeRecord
        do {
            record = try await run(instance, on: bench, images)
        } catch let invalid as InvalidTask {
            let held = invalid.checks.map(\.expected).joined(separator: "; ")
            record = EpisodeRecord(
                instance,
                verdict: .invalid,
                message: "true before the first step: \(held)"
            )
        } catch let error as DataflowError where error.code == .diskFull || error.code == .unwritable {
            throw error
        } catch {
            record = EpisodeRecord(instance, verdict: .error, message: "\(error)")
        }
        if Task.isCancelled { return nil }
        if record.verdict != .pass, let crash = bench.session.crashes.first {
            record.verdict = .error
            record.message = "\(crash.program) ended by signal \(crash.signal); \(record.message)"
        }
        record.total = (ContinuousClock.now - began) / .seconds(1)
        return record
    }

    private func run(
        _ instance: TemplateInstance,
        on bench: Workbench,
        _ images: MemoryBlobs
    ) async throws -> EpisodeRecord {
        let task = instance.task
        var options = RunOptions()
        options.trajectories = store.running
        // Templates make their passwords up and say them in their goals.
        options.keepsPasswords = true
        let driver = RunDriver(options: options)
        try await bench.prepare(task.setup)
        if let application = task.application, !task.startsPrograms {
            try await bench.start(try bench.command(for: application))
        }
        try await driver.rejectIfAlreadyTrue(task, bench)
        let (report, checks) = try await driver.work(
            task,
            id: task.id,
            "collect",
            bench,
            ScriptPlanner(steps: task.steps ?? [], sensor: bench.sensor, waitsInSteps: true),
            nil,
            policy,
            images
        )
        let failed = checks.first { !$0.passed }
        let verdict: EpisodeRecord.Verdict
        var message = ""
        if checks.isEmpty || failed != nil {
            verdict = .fail
            message = report.end.message + (failed.map { "; \($0)" } ?? "")
        } else if report.end.kind == .verified {
            verdict = .pass
        } else {
            verdict = .unsure
            message = report.end.message
        }
        return EpisodeRecord(instance, verdict: verdict, message: message, seconds: report.seconds)
    }
}
