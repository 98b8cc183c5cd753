import Core

/// What is known about where the keyboard goes.
struct FocusLog: Sendable {
    /// Something that says where the keyboard is.
    enum Evidence: Sendable {
        /// A reading of the screen, or a click on an input.
        case element(UIElement)
        /// An object that reported the focus.
        case object(AccessibleID)
        /// An object whose text or caret changed.
        case text(AccessibleID)
    }

    /// What a text that was typed went into.
    enum Verdict {
        /// Into this element.
        case into(UIElement?)
        /// Into a password field.
        case password(UIElement?)
    }

    private static let limit = 256
    private(set) var entries: [(time: Double, evidence: Evidence)] = []
    /// When an input last happened that may have moved the focus.
    private(set) var doubt = -Double.infinity

    /// Adds evidence.
    mutating func add(_ evidence: Evidence, at time: Double) {
        entries.append((time, evidence))
        if entries.count > Self.limit { entries.removeFirst(Self.limit / 2) }
    }

    /// Says that an input at `time` may have moved the focus, so that older evidence is void.
    mutating func doubt(from time: Double) { doubt = max(doubt, time) }

    /// Decides where a text went that was typed from `start` on.
    ///
    /// Evidence may arrive after the first characters, so all of it up to now counts, and one
    /// password field among it is enough.
    func verdict(from start: Double, frames: Frames) -> Verdict {
        var before: UIElement?
        var during: [UIElement] = []
        for (time, evidence) in entries where time >= doubt {
            guard let element = element(evidence, frames: frames) else { continue }
            if time <= start { before = element } else { during.append(element) }
        }
        let known = (before.map { [$0] } ?? []) + during
        if let secret = known.first(where: { $0.role == .passwordText }) { return .password(secret) }
        if let last = known.last { return .into(last) }
        let screen = frames.last(at: .infinity)?.observation.elements ?? []
        let shown = frames.last(at: start)?.observation.elements ?? []
        let secret = (shown + screen).first { $0.role == .passwordText && $0.isOnScreen }
        return secret == nil ? .into(nil) : .password(secret)
    }

    private func element(_ evidence: Evidence, frames: Frames) -> UIElement? {
        switch evidence {
        case .element(let element): return element
        case .object(let object): return frames.element(object)
        case .text(let object):
            // Labels and clocks change their text by themselves.
            guard let element = frames.element(object), Role.textInputs.contains(element.role) else {
                return nil
            }
            return element
        }
    }
}
