import Core

/// Moving a slider that a page only draws, where no accessible value can be set: by keys, and by the number it shows.
extension Grounding {
    /// Whether a field of a goal is a slider that has to be moved by hand.
    func isDrawnSlider(_ field: String) -> Bool {
        Match.words(field).contains("slider") && handle != nil
            && !scene.inFront.contains { $0.isShowing && [.slider, .spinButton].contains($0.role) }
    }

    /// Whether the slider shows a number.
    func isSlid(to wanted: Double) -> Bool { scene.observation.readout == wanted }

    /// The next move towards a number: to its ends to learn the scale, to about the place, step by step from there.
    func sliding(to wanted: Double) -> [Proposal] {
        guard let handle, let value = scene.observation.readout, value != wanted else { return [] }
        func proposal(_ action: Action, _ reason: String) -> [Proposal] { [Proposal(action, 0.98, reason)] }
        let hasFocus = attempts.contains { attempt in
            if case .click = attempt.action { attempt.wasSent } else { false }
        }
        guard hasFocus else { return proposal(.click(handle.target), "the slider must have the keyboard") }
        let step = proposal(
            .key(KeyCombination(wanted > value ? "Right" : "Left")),
            "the slider shows \(value.written)"
        )
        let isNear = attempts.contains { attempt in
            if case .click(.point, _, _, _) = attempt.action { true } else { false }
        }
        guard abs(wanted - value) > Self.close, !isNear else { return step }
        guard let least = number(after: "Home") else {
            return proposal(.key(KeyCombination("Home")), "where the slider begins is not known")
        }
        guard let most = number(after: "End") else {
            return proposal(.key(KeyCombination("End")), "where the slider ends is not known")
        }
        guard let track = track(of: handle), most > least, (least...most).contains(wanted) else {
            return step
        }
        let share = (wanted - least) / (most - least)
        let place =
            track.height > track.width
            ? Point(x: track.center.x, y: track.y + Int((1 - share) * Double(track.height - 1)))
            : Point(x: track.x + Int(share * Double(track.width - 1)), y: track.center.y)
        return proposal(
            .click(.point(place)),
            "the slider goes from \(least.written) to \(most.written)"
        )
    }

    /// The nameless thing that takes the keyboard and lies on another.
    private var handle: Widget? {
        scene.inFront.last { widget in
            widget.isShowing && widget.role == .icon && widget.name.isEmpty
                && widget.element.states.contains(.focusable) && track(of: widget) != nil
        }
    }

    private func track(of handle: Widget) -> Rect? {
        guard let parent = handle.element.parent, let track = scene.observation.element(parent),
            track.isOnScreen, track.role == .icon
        else { return nil }
        return track.frame
    }

    /// What was shown after a key was pressed.
    private func number(after key: String) -> Double? {
        attempts.last { $0.action == .key(KeyCombination(key)) }?.readout
    }

    /// Up to this distance it is moved step by step.
    private static let close = 3.0
}

extension Observation {
    /// The last number that stands alone on the screen, as sliders show theirs.
    var readout: Double? {
        elements.reversed().lazy
            .filter { $0.isOnScreen && [.label, Role("static")].contains($0.role) }
            .compactMap { Double($0.name) }.first
    }
}

extension Double {
    fileprivate var written: String { self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)" }
}
