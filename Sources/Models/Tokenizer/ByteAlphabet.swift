/// GPT-2's printable alphabet, which has one letter for each byte.
///
/// Bytes that are printable in Latin-1 stand for themselves; the others are the letters from
/// U+0100 on, in order.
enum ByteAlphabet {
    /// The byte of each letter by its code point, or -1.
    private static let values: [Int16] = {
        var values = [Int16](repeating: -1, count: 0x144)
        var next = 0x100
        for byte in 0..<256 {
            switch byte {
            case 33...126, 161...172, 174...255: values[byte] = Int16(byte)
            default:
                values[next] = Int16(byte)
                next += 1
            }
        }
        return values
    }()

    /// Appends the bytes that a text in the alphabet stands for.
    ///
    /// - Returns: `false`, with nothing appended, when a letter is not in the alphabet.
    static func decode(_ text: UnsafeRawBufferPointer, into bytes: inout [UInt8]) -> Bool {
        let start = bytes.count
        var at = 0
        return values.withUnsafeBufferPointer { values in
            while at < text.count {
                var letter = Int(text[at])
                at += 1
                if letter >= 0x80 {
                    // Two-byte UTF-8 reaches U+07FF, beyond the alphabet's last letter.
                    guard letter & 0xE0 == 0xC0, at < text.count, text[at] & 0xC0 == 0x80 else {
                        bytes.removeSubrange(start...)
                        return false
                    }
                    letter = (letter & 0x1F) << 6 | Int(text[at] & 0x3F)
                    at += 1
                }
                guard letter < values.count, values[letter] >= 0 else {
                    bytes.removeSubrange(start...)
                    return false
                }
                bytes.append(UInt8(truncatingIfNeeded: values[letter]))
            }
            return true
        }
    }
}
