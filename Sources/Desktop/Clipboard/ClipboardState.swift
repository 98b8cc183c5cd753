import CX11

/// A text that one application offers to the others.
public enum Clipboard: String, Hashable, Sendable, Codable, CaseIterable {
    /// What was copied.
    case clipboard
    /// What is selected, as the middle button pastes it.
    case primary

    /// The selection's name (ICCCM §2).
    var selection: String { self == .clipboard ? "CLIPBOARD" : "PRIMARY" }
}

/// What a connection offers to others as selections, and what it is being given.
struct ClipboardState {
    /// How far a reading has come.
    enum Reading {
        /// Nothing has come yet.
        case asked
        /// Pieces come one by one (ICCCM §2.7.2); these are there.
        case pieces([UInt8])
        /// It is over: the text, or `nil` when the owner has none to give.
        case over([UInt8]?)
    }

    /// The window that owns and asks; made on first use.
    var window: XID = 0
    /// The text offered, by selection.
    var offered: [Atom: [UInt8]] = [:]
    /// Readings under way, by the property they arrive in.
    var readings: [Atom: Reading] = [:]
    /// The number of readings so far.
    var count = 0
}
