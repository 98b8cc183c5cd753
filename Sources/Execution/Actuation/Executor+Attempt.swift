import Core
import Desktop

extension Executor {
    /// Carries out a deed: one way after the other until one shows an effect.
    ///
    /// The next way is tried only when the evidence, pixels included, says that nothing happened.
    func perform(_ deed: Deed, in scene: Scene) async throws -> Performance {
        var before = scene.live
        var notes = deed.notes
        var verify = 0.0
        var found: (Evidence.Judgement, Observation, String)?
        for (index, way) in deed.ways.enumerated() {
            let isLast = index == deed.ways.count - 1
            let window = deed.target.flatMap { before.window(of: $0) } ?? before.activeWindow
            let picture = try await pixels(of: window)
            let base = try await readWhole(before, for: deed)
            let marks = await Marks(of: deed.action, on: before, bus: bus, display: display)
            do {
                if index == 0 { try await greet(window, for: deed.action) }
                try await way.act()
            } catch let error where !isLast && !(error is CancellationError) && !(error is Refusal) {
                notes.append("\(way.route) failed: \(error)")
                continue
            } catch let missing as Missing {
                throw Refusal(message: missing.what, candidates: missing.candidates)
            } catch let error as AccessibilityError {
                let message = "\(deed.action.name) failed: \(error)"
                return Performance(
                    outcome: Outcome(.failed, route: way.route, evidence: notes, message: message)
                )
            }
            let acted = ContinuousClock.now
            var after = try await settle()
            if let answer = DialogAnswer(deed.action, on: deed.target, in: window, of: before) {
                after = try await taken(answer, after)
            }
            let later = try await pixels(of: window, area: picture?.area)
            let moved = marks.changes(to: await Marks(of: deed.action, on: after, bus: bus, display: display))
            let look = Look(before: picture, after: later, traces: deed.traces(before, after), marks: moved)
            let (judgement, seen) = try await judge(deed, base, after, look)
            verify += (ContinuousClock.now - acted) / .milliseconds(1)
            found = (judgement, seen, way.route)
            guard judgement.status == .suspectedNoop, !isLast, deed.mayRepeat,
                look.changed(on: base, quiet) != true
            else { break }
            notes.append("\(way.route): nothing changed")
            before = seen
        }
        guard let (judgement, after, route) = found else {
            throw Refusal(message: "there is no way to \(deed.action.name) here")
        }
        keep(after)
        return report(deed, judgement, after, route: route, notes: notes, verify: verify)
    }

    /// Waits until an answer has been taken, for a second at most.
    private func taken(_ answer: DialogAnswer, _ after: Observation) async throws -> Observation {
        let deadline = ContinuousClock.now + .seconds(1)
        var now = after
        while answer.isPending(on: now) {
            guard ContinuousClock.now < deadline else { return after }
            try await Task.sleep(for: .milliseconds(40))
            now = try await sensor.observe()
        }
        return now == after ? after : try await settle()
    }

    /// Judges a deed; where it rests on elements that may change by themselves, looks once more.
    private func judge(
        _ deed: Deed,
        _ before: Observation,
        _ after: Observation,
        _ look: Look
    ) async throws -> (Evidence.Judgement, Observation) {
        func verdict(_ after: Observation) -> Evidence.Judgement {
            let changed = look.changed(on: before, quiet)
            return Evidence(
                before: before,
                after: after,
                quiet: quiet,
                pixelsChanged: changed,
                marks: look.marks
            )
            .judge(deed.action, on: deed.target)
        }
        let first = verdict(try await readWhole(after, for: deed))
        guard !first.doubtful.isEmpty else { return (first, after) }
        // A clock changes again; an effect stays as it is.
        try await Task.sleep(for: .seconds(options.calm))
        let again = try await sensor.observe()
        quiet.note(from: after, to: again)
        return (verdict(try await readWhole(again, for: deed)), again)
    }

    private func report(
        _ deed: Deed,
        _ judgement: Evidence.Judgement,
        _ after: Observation,
        route: String,
        notes: [String],
        verify: Double
    ) -> Performance {
        let mask: (String) -> String = { deed.revealed?.masked($0) ?? $0 }
        let message: String
        switch judgement.status {
        case .suspectedNoop: message = "nothing shows that \"\(deed.action.name)\" had an effect"
        case .unverifiable: message = "nothing here can show whether \"\(deed.action.name)\" worked"
        default: message = ""
        }
        return Performance(
            outcome: Outcome(
                judgement.status,
                route: route,
                evidence: (notes + judgement.lines).map(mask),
                message: message
            ),
            after: deed.revealed?.masked(after) ?? after,
            timings: ["verify": verify]
        )
    }

    /// Takes the pixels of a window, or of an area; `nil` when none of it is on the screen.
    func pixels(of window: WindowInfo?, area: Rect? = nil) async throws -> WindowPixels? {
        let screen = Rect(x: 0, y: 0, width: display.size.width, height: display.size.height)
        guard let frame = (area ?? window?.frame)?.intersection(screen), !frame.isEmpty else { return nil }
        return WindowPixels(try await display.capture(frame), area: frame)
    }
}

/// The pixels of a window before and after an action, and where they may differ without meaning.
private struct Look {
    var before: WindowPixels?
    var after: WindowPixels?
    var traces: [Rect]
    var marks: [String]

    /// Whether pixels changed, those of restless elements aside; `nil` when none were taken.
    func changed(on screen: Observation, _ quiet: Quiet) -> Bool? {
        guard let before, let after else { return nil }
        let restless = screen.elements.filter { $0.isOnScreen && quiet.isRestless($0) }.map(\.frame)
        return before.differs(from: after, ignoring: traces + restless)
    }
}

extension Deed {
    /// Where a press changes how things look without any effect: the pointer over its target, the
    /// focus that moves.
    fileprivate func traces(_ before: Observation, _ after: Observation) -> [Rect] {
        switch action {
        case .click, .invoke, .select: break
        default: return []
        }
        let pressed = target?.frame ?? .zero
        return [target, before.focusedElement, after.focusedElement].compactMap { element in
            guard let element, !element.frame.isEmpty else { return nil }
            let frame = element.frame
            // A page that has the keyboard holds what is pressed and all that comes of it.
            if element.id != target?.id, !pressed.isEmpty, frame.intersection(pressed) == pressed {
                return nil
            }
            return Rect(x: frame.x - 6, y: frame.y - 6, width: frame.width + 12, height: frame.height + 12)
        }
    }
}
