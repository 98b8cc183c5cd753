/// Text from the screen, made fit for prompts and records: it is data, and never very long.
package enum ScreenText {
    /// Returns the text in one line, without control characters, cut to `limit` characters.
    package static func clean(_ text: String, limit: Int = 80) -> String {
        var result = ""
        var length = 0
        var pendingSpace = false
        for character in text {
            if character.isWhitespace || character.isNewline {
                pendingSpace = !result.isEmpty
                continue
            }
            // Control, format and private-use characters steer terminals, templates and readers.
            if character.unicodeScalars.contains(where: isUnprintable) { continue }
            if length >= limit { return result + "…" }
            if pendingSpace {
                result.append(" ")
                length += 1
                pendingSpace = false
            }
            result.append(character)
            length += 1
        }
        return result
    }

    private static func isUnprintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .privateUse, .surrogate, .unassigned, .lineSeparator, .paragraphSeparator: true
        // The joiners of emoji and of some scripts are kept.
        case .format: scalar.value != 0x200D && scalar.value != 0x200C
        default: false
        }
    }
}
