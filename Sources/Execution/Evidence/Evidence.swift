public import Core

/// What two observations say about the effect of an action between them.
///
/// Only what concerns the target counts: the target itself, its window, what it opened, and the
/// rest of its window where that does not change by itself. Other applications never confirm.
public struct Evidence: Sendable {
    /// What the evidence came to.
    public struct Judgement: Hashable, Sendable {
        /// How sure it is that the action worked.
        public var status: Outcome.Status
        /// What was seen, one observation a line.
        public var lines: [String]
        /// Elements that the judgement rests on and of which it is not known whether they change by
        /// themselves; a second look settles it.
        public var doubtful: [UIElement]

        /// Creates a judgement.
        public init(_ status: Outcome.Status, _ lines: [String] = [], doubtful: [UIElement] = []) {
            self.status = status
            self.lines = lines
            self.doubtful = doubtful
        }
    }

    /// The screen the action was done on.
    public let before: Observation
    /// The screen it left.
    public let after: Observation
    /// What is known of elements that change by themselves.
    public let quiet: Quiet
    /// Whether pixels changed inside the target's window; `nil` where they were not compared.
    public let pixelsChanged: Bool?
    /// What changed about the focused text and the clipboard, which no observation holds.
    public let marks: [String]
    let changes: ScreenChanges

    /// Gathers evidence from the screens before and after an action.
    public init(
        before: Observation,
        after: Observation,
        quiet: Quiet = Quiet(),
        pixelsChanged: Bool? = nil,
        marks: [String] = []
    ) {
        self.before = before
        self.after = after
        self.quiet = quiet
        self.pixelsChanged = pixelsChanged
        self.marks = marks
        changes = ScreenChanges(from: before, to: after)
    }

    /// Judges an action by what it was aimed at.
    ///
    /// - Parameters:
    ///   - action: The action, as it was carried out.
    ///   - target: The element it was aimed at, as it was before; `nil` for a bare point and for
    ///     actions without a target, whose window is then the active one.
    public func judge(_ action: Action, on target: UIElement?) -> Judgement {
        let judgement = judgeScreens(action, target)
        // Where the caret is or what is selected is the effect of many keys, drags and menu entries.
        guard !marks.isEmpty, [.suspectedNoop, .partial, .unverifiable].contains(judgement.status) else {
            return judgement
        }
        return Judgement(.confirmed, marks)
    }

    private func judgeScreens(_ action: Action, _ target: UIElement?) -> Judgement {
        switch action {
        case .click(_, let button, _, _):
            return pressed(target, button: button)
        case .invoke: return pressed(target, button: .left)
        case .menu:
            let judgement = pressed(target, button: .left)
            // What many entries do (select all, zoom) no tree tells; the menu itself is closed again.
            guard judgement.status == .suspectedNoop, pixelsChanged == true, let window = window(of: target)
            else { return judgement }
            return Judgement(.partial, ["pixels changed in window \"\(window.title)\""])
        case .select(_, let option): return selected(option, in: target)
        case .type(let text): return typed(text)
        case .setText(_, let text): return set(text, in: target)
        case .key: return key()
        case .scroll: return scrolled(target)
        case .drag: return dragged(target)
        case .open(let what): return opened(what)
        case .focus(let text): return focused(text)
        case .wait, .look, .ask, .done, .fail: return Judgement(.unverifiable)
        }
    }

    /// The window an action concerns: the target's, or else the active one before it.
    func window(of target: UIElement?) -> WindowInfo? {
        target.flatMap { before.window(of: $0) } ?? before.activeWindow
    }

    /// Whether a window shows any accessible element; without one only pixels can tell.
    func hasTree(_ window: WindowInfo) -> Bool { hasTree(window, on: before) }

    func hasTree(_ window: WindowInfo, on screen: Observation) -> Bool {
        screen.elements.contains { element in
            guard element.address != nil, let own = screen.window(of: element) else { return false }
            return ScreenChanges.same(own, window)
        }
    }

    /// The verdict when nothing in any tree concerns the target.
    func nothing(in window: WindowInfo?) -> Judgement {
        if let window, !hasTree(window) {
            switch pixelsChanged {
            case true?:
                return Judgement(
                    .partial,
                    ["pixels changed in window \"\(window.title)\", which has no tree"]
                )
            case false?: return Judgement(.suspectedNoop, ["no pixel changed in window \"\(window.title)\""])
            case nil:
                return Judgement(.unverifiable, ["window \"\(window.title)\" has no accessibility tree"])
            }
        }
        return Judgement(.suspectedNoop, ["nothing that concerns the target changed"])
    }
}
