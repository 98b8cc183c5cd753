import Foundation

/// The accents that dead keys put on the character typed next.
enum DeadKeys {
    /// Combining characters by keysym.
    private static let accents: [String: Unicode.Scalar] = [
        "dead_grave": "\u{300}", "dead_acute": "\u{301}", "dead_circumflex": "\u{302}",
        "dead_tilde": "\u{303}", "dead_macron": "\u{304}", "dead_breve": "\u{306}",
        "dead_abovedot": "\u{307}", "dead_diaeresis": "\u{308}", "dead_abovering": "\u{30A}",
        "dead_doubleacute": "\u{30B}", "dead_caron": "\u{30C}", "dead_cedilla": "\u{327}",
        "dead_ogonek": "\u{328}",
    ]

    /// Returns the character that a dead key makes of the letter after it.
    ///
    /// A recorder that composes by itself gives the finished character, which is left as it is, and
    /// so is a letter that takes no such accent.
    static func compose(_ keysym: String, with text: String) -> String {
        guard let accent = accents[keysym], let base = text.unicodeScalars.first,
            text.unicodeScalars.count == 1,
            base.isASCII, base.properties.isAlphabetic
        else { return text }
        var accented = text
        accented.unicodeScalars.append(accent)
        let composed = accented.precomposedStringWithCanonicalMapping
        return composed.unicodeScalars.count == 1 ? composed : text
    }
}
