/// Puts the bytes of tokens together to text, whole characters at a time.
struct TextAssembler {
    private var waiting: [UInt8] = []

    /// Adds bytes and returns the whole characters there now are; bytes that can be no UTF-8 become U+FFFD.
    mutating func add(_ bytes: [UInt8]) -> String {
        waiting += bytes
        let cut = waiting.count - Self.unfinished(waiting)
        defer { waiting.removeFirst(cut) }
        return String(decoding: waiting[..<cut], as: UTF8.self)
    }

    /// Returns what is left at the end.
    mutating func finish() -> String {
        defer { waiting = [] }
        return String(decoding: waiting, as: UTF8.self)
    }

    /// The bytes at the end that begin a character but do not complete it.
    private static func unfinished(_ bytes: [UInt8]) -> Int {
        for back in 1...4 where back <= bytes.count {
            let byte = bytes[bytes.count - back]
            guard byte & 0xC0 != 0x80 else { continue }
            let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
            return length > back ? back : 0
        }
        return 0
    }
}
