import CDBus
import Glibc
import Synchronization

/// The thread a bus connection lives on: it polls its sockets and runs its actor's jobs.
///
/// An executor of its own, because libdbus blocks and Swift's cooperative pool must not.
final class BusThread: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var stopped = false
        var thread: pthread_t?
        /// Pumps the connection.
        var pump: (@Sendable () -> PumpResult)?
    }

    private let state = Mutex(State())
    private let wakeUp: Int32

    init() {
        wakeUp = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    }

    deinit { close(wakeUp) }

    /// Starts the thread, which keeps this object alive until `stop`.
    func start() {
        var thread = pthread_t()
        let box = Unmanaged.passRetained(self)
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                let owner = Unmanaged<BusThread>.fromOpaque(argument).takeRetainedValue()
                owner.run()
                return nil
            },
            box.toOpaque()
        )
        if status == 0 { pthread_detach(thread) } else { box.release() }
    }

    /// Lets the thread pump a connection from now on.
    func watch(pump: @escaping @Sendable () -> PumpResult) {
        state.withLock { $0.pump = pump }
        wake()
    }

    /// Ends the thread after the jobs it already has.
    func stop() {
        state.withLock { $0.stopped = true }
        wake()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
        wake()
    }

    func asUnownedSerialExecutor() -> UnownedSerialExecutor { UnownedSerialExecutor(ordinary: self) }

    func checkIsolated() {
        let owner = state.withLock { $0.thread }
        precondition(owner.map { pthread_equal($0, pthread_self()) != 0 } ?? false, "not on the bus thread")
    }

    private func wake() {
        var one: UInt64 = 1
        _ = write(wakeUp, &one, 8)
    }

    private func run() {
        state.withLock { $0.thread = pthread_self() }
        while true {
            let (jobs, stopped, pump) = state.withLock { state in
                let jobs = state.jobs
                state.jobs = []
                return (jobs, state.stopped, state.pump)
            }
            for job in jobs { job.runSynchronously(on: asUnownedSerialExecutor()) }
            if jobs.isEmpty, stopped { break }
            sleep(pump?() ?? PumpResult())
        }
        state.withLock { $0.pump = nil }
    }

    private func sleep(_ next: PumpResult) {
        let idle = state.withLock { $0.jobs.isEmpty }
        var descriptors = [pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0)]
        for socket in next.sockets {
            let events = Int16(socket.writes ? POLLIN | POLLOUT : POLLIN)
            descriptors.append(pollfd(fd: socket.descriptor, events: events, revents: 0))
        }
        let milliseconds = next.wait.map { Int32(min($0 * 1000, 60_000).rounded(.up)) } ?? -1
        _ = poll(&descriptors, nfds_t(descriptors.count), idle ? milliseconds : 0)
        if descriptors[0].revents != 0 {
            var count: UInt64 = 0
            _ = read(wakeUp, &count, 8)
        }
    }
}
