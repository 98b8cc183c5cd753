private import Dispatch

/// Runs an asynchronous closure on a thread of its own, whatever keeps Swift's shared threads busy.
///
/// Tests share as many threads as there are processors; on two, one test that computes and one that waits
/// for a program can keep a third from hearing an event for seconds. Where a moment matters, that is too late.
public func onOwnThread<Value: Sendable>(
    _ body: @Sendable () async throws -> Value
) async rethrows -> Value {
    try await withTaskExecutorPreference(OwnThread()) { try await body() }
}

private final class OwnThread: TaskExecutor {
    private let queue = DispatchQueue(label: "lam.test-thread", qos: .userInteractive)

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
