import Glibc

/// The cookie that keeps other users of the machine out of a session's display (Xau, `Xauthority(5)`).
enum XAuthority {
    /// The only method used.
    static let method = "MIT-MAGIC-COOKIE-1"

    /// Returns the content of an authority file with one entry that fits any host.
    static func file(display number: Int, cookie: [UInt8]) -> [UInt8] {
        func counted(_ bytes: [UInt8]) -> [UInt8] {
            [UInt8(bytes.count >> 8), UInt8(bytes.count & 255)] + bytes
        }
        // Family 65535 (FamilyWild) has no address.
        return [255, 255] + counted([]) + counted(Array("\(number)".utf8)) + counted(Array(method.utf8))
            + counted(cookie)
    }

    /// Returns 16 random bytes.
    static func newCookie() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// Reads the cookie of a display; `nil` when the file has none of our method for it.
    ///
    /// - Parameter display: The display's name, such as ":90" or ":90.0".
    static func cookie(in file: String, display: String) -> [UInt8]? {
        guard let bytes = try? Files.read(file), let colon = display.lastIndex(of: ":") else { return nil }
        let number = display[display.index(after: colon)...].prefix { $0 != "." }
        var rest = bytes[...]
        while rest.count > 2 {
            rest = rest.dropFirst(2)
            var fields: [[UInt8]] = []
            for _ in 0..<4 {
                guard let high = rest.popFirst(), let low = rest.popFirst() else { return nil }
                let count = Int(high) << 8 | Int(low)
                guard rest.count >= count else { return nil }
                fields.append(Array(rest.prefix(count)))
                rest = rest.dropFirst(count)
            }
            let fits = fields[1].isEmpty || fields[1] == Array(number.utf8)
            if fits, fields[2] == Array(method.utf8) { return fields[3] }
        }
        return nil
    }
}
