import Core
import Dataflow
import Foundation

/// Brings together what a person did and what was on the screen, in the order of time.
actor Notebook {
    private var reducer = EventReducer()
    private let sink: any StepSink
    private let events: @Sendable (RunEvent) -> Void
    private var steps: [Step] = []
    private var written = 0
    private var isWriting = false
    private var drained: CheckedContinuation<Void, Never>?
    private var problem: (any Error)?
    private var waiter: CheckedContinuation<Void, Never>?
    private var hasChanged = false

    init(sink: any StepSink, events: @escaping @Sendable (RunEvent) -> Void) {
        self.sink = sink
        self.events = events
    }

    /// Takes an event of the person's or of the applications'.
    func take(_ event: TimedEvent) async {
        await keep(reducer.take(event))
        if case .motion = event.event { return }
        hasChanged = true
        wake()
    }

    /// Takes a reading of the screen that is complete now.
    func see(_ observation: Observation) async {
        let now = Date().timeIntervalSince1970
        reducer.see(observation, at: now)
        await keep(reducer.idle(until: now))
    }

    /// Waits until something happened since the last call, or the time is over.
    func change(within seconds: Double) async {
        if !hasChanged {
            let timer = Task { [weak self] in
                try? await Task.sleep(for: .seconds(seconds))
                await self?.wake()
            }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    waiter?.resume()
                    waiter = continuation
                    if Task.isCancelled { wake() }
                }
            } onCancel: {
                Task { [weak self] in await self?.wake() }
            }
            timer.cancel()
        }
        hasChanged = false
    }

    /// Ends the recording and returns its steps.
    ///
    /// - Throws: What kept a step from being written.
    func finish() async throws -> [Step] {
        await keep(reducer.finish())
        if isWriting { await withCheckedContinuation { drained = $0 } }
        if let problem { throw problem }
        return steps
    }

    /// Writes steps in the order they came, although writing lets other calls in between.
    private func keep(_ new: [Step]) async {
        steps += new
        guard !isWriting else { return }
        isWriting = true
        while written < steps.count, problem == nil {
            let step = steps[written]
            written += 1
            do {
                try await sink.record(step)
                events(.step(step))
            } catch {
                problem = error
            }
        }
        isWriting = false
        drained?.resume()
        drained = nil
    }

    private func wake() {
        waiter?.resume()
        waiter = nil
    }
}
