public import Core
import Desktop

extension Executor {
    /// Opens an application, file or URL and waits for its window to show its elements.
    func open(_ what: String, in scene: Scene) async throws -> Performance {
        let choices: [OpenChoice]
        do {
            choices = try session.applications().choices(toOpen: what, in: session.home)
        } catch {
            return Performance(outcome: Outcome(.failed, message: "\(error)"))
        }
        guard let choice = choices.first else {
            return Performance(outcome: Outcome(.failed, message: "nothing opens \"\(what)\""))
        }
        var performance = try await start(choice.command, opening: what, on: scene.live)
        if choices.count > 1 {
            performance.outcome.evidence.append(
                "\(choice.application.name) was taken; as well fitted "
                    + choices.dropFirst().map(\.application.name).joined(separator: ", ")
            )
        }
        return performance
    }

    /// Starts a program in the session and waits for its window to show its elements.
    ///
    /// - Parameter command: The program and its arguments.
    /// - Throws: `ExecutionError` with `desktop` when display or bus are gone.
    public func launch(_ command: [String]) async throws -> Performance {
        do {
            return try await start(command, opening: command.first ?? "", on: try await sensor.observe())
        } catch let error as DesktopError {
            throw ExecutionError(
                .desktop,
                command.joined(separator: " "),
                "the program could not be started",
                underlying: error
            )
        }
    }

    private func start(_ command: [String], opening what: String, on before: Observation) async throws
        -> Performance
    {
        let pid: Int32
        do {
            pid = try session.launch(command)
        } catch {
            return Performance(outcome: Outcome(.failed, message: "\(error)"))
        }
        let deadline = ContinuousClock.now + .seconds(options.opening)
        let program = command.first?.split(separator: "/").last.map(String.init) ?? ""
        let running = window(of: program, on: before)
        var ended: ContinuousClock.Instant?
        var after = before
        var evidence = Evidence.Judgement(.suspectedNoop)
        while ContinuousClock.now < deadline {
            let left = (deadline - ContinuousClock.now) / .seconds(1)
            after = try await sensor.settled(timeout: min(left, options.settle))
            try Task.checkCancellation()
            evidence = Evidence(before: before, after: after, quiet: quiet).judge(.open(what), on: nil)
            if evidence.status == .confirmed, isReady(after, since: before) { break }
            if evidence.status != .confirmed, let status = session.exitStatus(of: pid), status != 0 {
                let errors = session.errors(of: pid).split(separator: "\n").suffix(3).joined(separator: "; ")
                let message = "\"\(command.joined(separator: " "))\" ended with status \(status): \(errors)"
                return Performance(
                    outcome: Outcome(.failed, route: "process", message: message),
                    after: after
                )
            }
            if session.exitStatus(of: pid) == 0, ended == nil { ended = ContinuousClock.now }
            if evidence.status != .confirmed, let running, let ended,
                ContinuousClock.now - ended > .seconds(Self.handingOver)
            {
                return try await present(running, of: program)
            }
            if after.windows.contains(where: { $0.id == 0 }) { try await display.wakeManager() }
            // The next change of a window, or the accessibility tree a little later.
            let seen = await display.changeCount
            _ = try await display.wait(within: 0.15) { display in display.changeCount != seen }
        }
        keep(after)
        let message =
            evidence.status == .confirmed ? "" : "no window came within \(Int(options.opening)) seconds"
        return Performance(
            outcome: Outcome(evidence.status, route: "process", evidence: evidence.lines, message: message),
            after: after
        )
    }

    /// Seconds after which a program that ended without a window has handed over to the one that runs.
    private static let handingOver = 2.5

    /// The window of a program that runs already.
    private func window(of program: String, on screen: Observation) -> WindowInfo? {
        let names = session.processes()
        // The kernel keeps fifteen bytes of a name.
        return screen.windows.first { window in
            window.id != 0 && names[window.pid].map { $0 == String(program.prefix(15)) } ?? false
        }
    }

    /// Brings the window of a program to the front that has only one and shows it again when it is started again.
    private func present(_ window: WindowInfo, of program: String) async throws -> Performance {
        let isInFront = try await display.activate(window.id, within: 2)
        let after = try await sensor.settled(timeout: options.settle)
        keep(after)
        let line = "\(program) runs already, and its window is \"\(window.title)\""
        return Performance(
            outcome: Outcome(
                isInFront ? .confirmed : .partial,
                route: "window manager",
                evidence: [line],
                message: isInFront ? "" : "the window did not come to the front"
            ),
            after: after
        )
    }

    /// Whether the windows that are new have elements, as far as they ever will.
    private func isReady(_ after: Observation, since before: Observation) -> Bool {
        let changes = ScreenChanges(from: before, to: after)
        guard !changes.opened.isEmpty else { return true }
        let evidence = Evidence(before: after, after: after)
        return changes.opened.contains { window in
            evidence.hasTree(window) || AccessibilityToolkit.isLoaded(in: window.pid) == false
        }
    }

    /// Brings a window to the front.
    func focus(_ text: String, in scene: Scene) async throws -> Performance {
        let fitting = scene.live.windows.filter { $0.matches(text) && $0.id != 0 }
        guard let window = fitting.first else {
            throw Refusal(
                message: "no window's title or application contains \"\(text)\"",
                candidates: scene.live.windows.map { "window \"\($0.title)\" of \($0.application)" }
            )
        }
        // A window of that very title or application is meant before one that only mentions it.
        let wanted = Observation.folded(text)
        let exact = fitting.first { candidate in
            Observation.folded(candidate.title) == wanted
                || Observation.folded(candidate.application) == wanted
        }
        let chosen = (exact ?? window).id
        let deed = Deed(
            action: .focus(window: text),
            target: nil,
            ways: [Way(route: "window manager") { try await self.display.activate(chosen, within: 2) }],
            mayRepeat: false
        )
        return try await perform(deed, in: scene)
    }
}
