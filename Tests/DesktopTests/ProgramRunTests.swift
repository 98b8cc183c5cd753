import Desktop
import Foundation
import Glibc
import Testing

@Suite("Running a program to its end")
struct ProgramRunTests {
    /// Linux ends such a program with the thread that started it, and Swift's threads come and go.
    @Test("A program that ends with its starter outlives the thread that asked for it")
    func starterThread() async throws {
        let fifo = NSTemporaryDirectory() + "lam-program-\(UUID().uuidString)"
        try #require(mkfifo(fifo, 0o600) == 0)
        defer { unlink(fifo) }
        // Open for both, so that neither side waits for the other to open it.
        let end = open(fifo, O_RDWR)
        defer { close(end) }

        let command = ["setpriv", "--pdeathsig", "KILL", "--", "sh", "-c", "read line < \(fifo); echo $line"]
        let run = Task(executorPreference: FleetingThreads()) {
            try await ProgramRun(command, environment: ProcessInfo.processInfo.environment)
        }
        // The thread that asked has ended: the executor has waited for that.
        try #require(write(end, "done\n", 5) == 5)
        let result = try await run.value
        #expect(result.status == 0 && result.output == "done\n")
    }

    @Test("Cancelling ends the program")
    func cancelling() async throws {
        let run = Task {
            try await ProgramRun(["sleep", "600"], environment: ProcessInfo.processInfo.environment)
        }
        run.cancel()
        await #expect(throws: CancellationError.self) { try await run.value }
    }
}

/// Runs each job on a thread of its own and waits for the end of that thread.
private final class FleetingThreads: TaskExecutor {
    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let executor = asUnownedTaskExecutor()
        let work = Unmanaged.passRetained(Work { job.runSynchronously(on: executor) })
        var thread = pthread_t()
        let made = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            work.toOpaque()
        )
        if made == 0 { pthread_join(thread, nil) } else { work.takeRetainedValue().run() }
    }
}
