import Agents
import Core
import Dataflow
import Desktop
import Synchronization

/// Takes walks one after the other in a display of its own, which stays warm in between.
struct ExploreWorker: Sendable {
    let store: EpisodeStore
    let policy: Policy
    let options: ExploreOptions
    let book: GoalBook

    /// Works until no walk is left or the work is cancelled.
    ///
    /// - Throws: `DataflowError` when a walk cannot be kept; `RuntimeError` when no display can be had.
    func work(off queue: ExploreQueue, told: @Sendable (EpisodeRecord) throws -> Void) async throws {
        let images = MemoryBlobs()
        var desk: Workbench?
        do {
            while !Task.isCancelled, let walk = await queue.next() {
                let bench: Workbench
                if let desk {
                    bench = desk
                } else {
                    bench = try await Workbench.open(
                        .own(visible: false, size: nil),
                        images: images,
                        screenshots: options.pictures
                    )
                }
                desk = bench
                let began = ContinuousClock.now
                guard var record = try await record(of: walk, on: bench, images) else { break }
                do {
                    try await bench.clear()
                } catch {
                    // A display that cannot be made clean again is of no more use.
                    await bench.close()
                    desk = nil
                }
                record.total = (ContinuousClock.now - began) / .seconds(1)
                try await store.keep(record)
                await queue.add(record, of: walk)
                try told(record)
            }
        } catch {
            await desk?.close()
            throw error
        }
        await desk?.close()
    }

    /// Takes a walk and looks back on it; `nil` when it was interrupted.
    private func record(
        of walk: ExploreQueue.Walk,
        on bench: Workbench,
        _ images: MemoryBlobs
    ) async throws -> EpisodeRecord? {
        let taken = Mutex<[Step]>([])
        var trouble = ""
        var seconds = 0.0
        do {
            seconds = try await take(walk, on: bench, images) { step in taken.withLock { $0.append(step) } }
        } catch let error as DataflowError where error.code == .diskFull || error.code == .unwritable {
            throw error
        } catch {
            trouble = "\(error)"
        }
        if Task.isCancelled { return nil }
        if let crash = bench.session.crashes.first {
            trouble = "\(crash.program) ended by signal \(crash.signal); \(trouble)"
        }
        let steps = taken.withLock { $0 }
        let sight = Hindsight(
            steps,
            application: walk.application,
            turn: Int(walk.seed % 1_000_000) * 7
        )
        let (kept, known) = await book.admit(sight.goals)
        var dropped = known
        for (reason, count) in sight.dropped { dropped[reason.rawValue, default: 0] += count }
        let acted = steps.count { !$0.decision.action.isTerminal }
        // What a program did before it crashed is as good as any; a walk without a step is tried again.
        let verdict: EpisodeRecord.Verdict = acted == 0 ? .error : kept.isEmpty ? .fail : .pass
        if verdict == .fail, trouble.isEmpty { trouble = "nothing was kept of \(acted) steps" }
        return EpisodeRecord(
            walk: walk.id,
            scene: walk.scene,
            application: walk.application,
            seed: walk.seed,
            steps: acted,
            goals: kept,
            dropped: dropped,
            verdict: verdict,
            message: trouble,
            seconds: seconds
        )
    }

    private func take(
        _ walk: ExploreQueue.Walk,
        on bench: Workbench,
        _ images: MemoryBlobs,
        told: @escaping @Sendable (Step) -> Void
    ) async throws -> Double {
        var run = RunOptions()
        run.trajectories = store.running
        let driver = RunDriver(
            options: run,
            events: { event in if case .step(let step) = event { told(step) } }
        )
        try await bench.prepare(walk.setup)
        let task = TaskFile(
            id: walk.id,
            goal: "Look around in \(walk.scene)",
            application: walk.application,
            setup: walk.setup,
            budget: Budget(steps: options.steps + 1, seconds: options.seconds)
        )
        let planner = ExploringPlanner(
            seed: walk.seed,
            scene: walk.scene,
            limit: options.steps,
            policy: PolicyEvaluator(policy)
        )
        let (report, _) = try await driver.work(
            task,
            id: task.id,
            "explore",
            bench,
            planner,
            nil,
            policy,
            images
        )
        return report.seconds
    }
}
