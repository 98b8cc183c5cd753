import Core
import Desktop

/// What no observation holds and keys often change: caret, selected text, clipboard.
struct Marks: Sendable {
    private var address: AccessibleID?
    private var caret: Int?
    private var selection: Range<Int>?
    private var clipboard: String?

    /// What went from these marks to later ones, a line each.
    func changes(to later: Marks) -> [String] {
        var lines: [String] = []
        if address != nil, address == later.address {
            if let selection, let now = later.selection, now != selection {
                lines.append("\(now.count) characters are selected, \(selection.count) were before")
            } else if let caret, let now = later.caret, now != caret {
                lines.append("the caret moved from \(caret) to \(now)")
            }
        }
        // What the clipboard holds is not told: it may be a secret.
        if later.clipboard != nil, clipboard != later.clipboard {
            lines.append("the clipboard holds another text")
        }
        return lines
    }

    /// Reads the marks that matter to an action; those that cannot be read are left out.
    init(of action: Action, on screen: Observation, bus: AccessibilityBus, display: Display) async {
        switch action {
        case .key(let keys):
            if keys.modifiers.contains(.control), ["c", "x", "Insert"].contains(keys.key.lowercased()) {
                clipboard = await Self.clipboard(of: display)
            }
        case .menu(let path):
            let last = Observation.folded(path.last ?? "")
            if last.contains("copy") || last.contains("cut") { clipboard = await Self.clipboard(of: display) }
        case .drag, .click: break
        default: return
        }
        guard let focus = screen.focusedElement, Role.textInputs.contains(focus.role),
            focus.role != .passwordText, let address = focus.address
        else { return }
        self.address = address
        caret = try? await bus.caret(in: address)
        selection = try? await bus.selectedRange(of: address)
    }

    private static func clipboard(of display: Display) async -> String? {
        ((try? await display.read(.clipboard, within: 0.5)) ?? nil) ?? ""
    }
}
