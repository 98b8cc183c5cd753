/// Reads a GGUF header from front to back and refuses every step beyond the file's end.
///
/// Integers are little-endian (GGUF specification v3). Nothing is allocated before the bytes it
/// would hold are known to be there.
struct GGUFCursor {
    let file: MappedFile
    /// The next byte to read, from the start of the file.
    private(set) var offset = 0

    init(_ file: MappedFile) { self.file = file }

    /// Bytes from the cursor to the file's end.
    var remaining: Int { file.bytes.count - offset }

    /// Makes an error about the bytes at the cursor.
    func malformed(_ what: String) -> ModelError {
        ModelError(
            .malformed,
            file: file.path,
            "byte \(offset): \(what); the file is damaged or incomplete, fetch it again with "
                + "`lam model pull` and check it with `lam model verify`"
        )
    }

    /// Reads an integer; `what` names it in messages.
    mutating func integer<T: FixedWidthInteger>(_ type: T.Type, _ what: @autoclosure () -> String)
        throws(ModelError) -> T
    {
        let size = MemoryLayout<T>.size
        guard remaining >= size else {
            throw malformed("the file ends inside \(what()) (needs \(size) bytes, \(remaining) are left)")
        }
        let value = file.bytes.loadUnaligned(fromByteOffset: offset, as: T.self)
        offset += size
        return T(littleEndian: value)
    }

    /// Reads a count of things that take at least `minimum` bytes each.
    mutating func count(of what: @autoclosure () -> String, minimum: Int, limit: Int) throws(ModelError)
        -> Int
    {
        let start = offset
        let value = try integer(UInt64.self, "the number of \(what())")
        let room = min(remaining / minimum, limit)
        guard value <= UInt64(room) else {
            offset = start
            throw malformed("\(value) \(what()) are announced, at most \(room) can be there")
        }
        return Int(value)
    }

    /// Reads a length-prefixed string as the bytes in the file.
    mutating func string(_ what: @autoclosure () -> String, limit: Int) throws(ModelError)
        -> UnsafeRawBufferPointer
    {
        let start = offset
        let value = try integer(UInt64.self, "the length of \(what())")
        guard value <= UInt64(min(remaining, limit)) else {
            offset = start
            throw malformed(
                "\(what()) is announced with \(value) bytes, at most \(min(remaining, limit)) can be there"
            )
        }
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[offset..<offset + Int(value)])
        offset += Int(value)
        return bytes
    }

    /// Steps over some bytes.
    mutating func skip(_ count: Int, _ what: @autoclosure () -> String) throws(ModelError) {
        guard count >= 0, count <= remaining else {
            throw malformed("the file ends inside \(what()) (needs \(count) bytes, \(remaining) are left)")
        }
        offset += count
    }
}
