import Core
import Dataflow
import Desktop

/// A display with a browser in it, which stays warm from episode to episode.
struct BrowserDesk: Sendable {
    let bench: Workbench
    let host: EpisodeHost
    let images: MemoryBlobs

    /// Opens a display and starts the browser in it.
    ///
    /// - Throws: `RuntimeError` with code `environment`.
    static func open(_ pages: BrowserPages, pictures: Bool = false) async throws -> BrowserDesk {
        let images = MemoryBlobs()
        // A page is 320 pixels wide; what pops up over it needs a little more.
        let size = Size(width: 640, height: 640)
        let bench = try await Workbench.open(
            .own(visible: false, size: size),
            images: images,
            screenshots: pictures
        )
        do {
            return BrowserDesk(
                bench: bench,
                host: try await EpisodeHost(in: bench.session, pages),
                images: images
            )
        } catch {
            await bench.close()
            throw error
        }
    }

    /// Returns a display for the next episode: the one there is where it is as it was at the start, or a new one.
    ///
    /// A dialog that nobody answered would stay in front of the pages of all episodes after it.
    /// - Throws: `RuntimeError` with code `environment`.
    static func ready(
        _ earlier: BrowserDesk?,
        _ pages: BrowserPages,
        pictures: Bool = false
    ) async throws -> BrowserDesk {
        guard let earlier else { return try await open(pages, pictures: pictures) }
        let windows = try? await earlier.bench.display.windows().filter { !$0.isUnmanaged }
        if let windows, windows.count <= 1 { return earlier }
        await earlier.close()
        return try await open(pages, pictures: pictures)
    }

    /// Ends browser and display.
    func close() async {
        await host.close()
        await bench.close()
    }

    /// Lets a planner do an episode and returns what came of it.
    ///
    /// - Parameters:
    ///   - id: The trajectory's name; `nil` makes one from the time.
    ///   - planner: Makes the planner from the goal in words.
    /// - Throws: `RuntimeError` when browser or display are gone; what the run throws.
    func run(
        _ task: String,
        seed: Int,
        id: String? = nil,
        origin: String,
        options: RunOptions,
        model: String? = nil,
        policy: Policy,
        events: @escaping @Sendable (RunEvent) -> Void = { _ in },
        planner: (_ goal: String) -> any Planner
    ) async throws -> (end: EpisodeHost.State, report: RunReport, goal: String) {
        let begun = try await host.begin(task, seed: seed)
        let limits = options.budget ?? Budget()
        var options = options
        options.keepsPasswords = true
        let file = TaskFile(
            id: "\(task)-\(seed)",
            goal: begun.utterance,
            application: "chromium",
            // The page's own limit ends the episode; this one only ends the run after it.
            budget: Budget(steps: limits.steps, seconds: begun.limit + 1, tokens: limits.tokens)
        )
        let (report, _) = try await RunDriver(options: options, events: events).work(
            file,
            id: id,
            origin,
            bench,
            EpisodePlanner(planner: planner(begun.utterance), host: host),
            model,
            policy,
            images,
            judge: { await judged($0) }
        )
        return (try await settledState(), report, begun.utterance)
    }

    /// What the page says of a claim that the goal is reached; the planner has had its last word by then.
    private func judged(_ end: RunEnd) async -> RunEnd {
        guard let state = try? await settledState() else { return end }
        guard state.done else { return RunEnd(.failed, message: "the page has not ended the episode") }
        let reason = state.reason.map { ": \($0)" } ?? ""
        return RunEnd(
            state.raw >= 1 ? .verified : .failed,
            message: "the page's reward is \(state.raw)\(reason)",
            answer: end.answer
        )
    }

    /// Some pages judge a little after the last press.
    private func settledState() async throws -> EpisodeHost.State {
        let deadline = ContinuousClock.now + .seconds(1)
        while true {
            let state = try await host.state()
            if state.done || ContinuousClock.now >= deadline { return state }
            try await Task.sleep(for: .milliseconds(50))
        }
    }
}
