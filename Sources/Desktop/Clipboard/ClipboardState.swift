import CX11

/// What a connection offers to others as selections, and what it waits for.
struct ClipboardState {
    /// The text offered, by selection.
    var offered: [Atom: [UInt8]] = [:]
}

extension Display {
    func handleSelection(_ event: XEvent) {}
    func handlesClipboardProperty(_ event: XPropertyEvent) -> Bool { false }
}
