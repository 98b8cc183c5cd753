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
            do {
                try await way.act()
            } catch let error where !isLast && !(error is CancellationError) && !(error is Refusal) {
                notes.append("\(way.route) failed: \(error)")
                continue
            } catch let error as AccessibilityError {
                let message = "\(deed.action.name) failed: \(error)"
                return Performance(
                    outcome: Outcome(.failed, route: way.route, evidence: notes, message: message)
                )
            }
            let acted = ContinuousClock.now
            let after = try await settle()
            let traces = [deed.target, before.focusedElement, after.focusedElement].compactMap(\.self)
                .map {
                    Rect(
                        x: $0.frame.x - 6,
                        y: $0.frame.y - 6,
                        width: $0.frame.width + 12,
                        height: $0.frame.height + 12
                    )
                }
            let changed = try await picture?.compare(
                with: pixels(of: window, area: picture?.area),
                ignoring: deed.isPress ? traces : []
            )
            let (judgement, seen) = try await judge(deed, base, after, pixelsChanged: changed)
            verify += (ContinuousClock.now - acted) / .milliseconds(1)
            found = (judgement, seen, way.route)
            guard judgement.status == .suspectedNoop, !isLast, deed.mayRepeat, changed != true else { break }
            notes.append("\(way.route): nothing changed")
            before = seen
        }
        guard let (judgement, after, route) = found else {
            throw Refusal(message: "there is no way to \(deed.action.name) here")
        }
        keep(after)
        return report(deed, judgement, after, route: route, notes: notes, verify: verify)
    }

    /// Judges a deed; where it rests on elements that may change by themselves, looks once more.
    func judge(
        _ deed: Deed,
        _ before: Observation,
        _ after: Observation,
        pixelsChanged: Bool?
    ) async throws -> (Evidence.Judgement, Observation) {
        func verdict(_ after: Observation) -> Evidence.Judgement {
            Evidence(before: before, after: after, quiet: quiet, pixelsChanged: pixelsChanged)
                .judge(deed.action, on: deed.target)
        }
        let whole = try await readWhole(after, for: deed)
        let first = verdict(whole)
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

extension WindowPixels {
    /// Whether the pixels changed; `nil` when there is nothing to compare with.
    fileprivate func compare(with other: WindowPixels?, ignoring traces: [Rect]) -> Bool? {
        other.map { differs(from: $0, ignoring: traces) }
    }
}
