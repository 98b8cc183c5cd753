extension Tokenizer {
    /// Returns the bytes a token stands for.
    ///
    /// A control token has none unless they are asked for; a token the model never uses has none at
    /// all, and no grammar should allow it. A token may hold a part of a UTF-8 character.
    public func bytes(of token: Int32, includingSpecial: Bool = false) -> [UInt8] {
        guard (0..<count).contains(Int(token)), includingSpecial || !isControl(token) else { return [] }
        return Array(vocabulary.bytes[vocabulary.range(of: token)])
    }

    /// Calls `body` with the bytes of every token in order; those of control tokens are empty.
    public func forEachToken(_ body: (_ token: Int32, _ bytes: UnsafeBufferPointer<UInt8>) -> Void) {
        vocabulary.bytes.withUnsafeBufferPointer { all in
            for token in 0..<Int32(count) {
                let range = isControl(token) ? 0..<0 : vocabulary.range(of: token)
                body(token, UnsafeBufferPointer(rebasing: all[range]))
            }
        }
    }

    /// Returns the text of some tokens; bytes that are no UTF-8 are replaced by U+FFFD.
    public func decode(_ tokens: some Sequence<Int32>, includingSpecial: Bool = false) -> String {
        var text: [UInt8] = []
        for token in tokens { text += bytes(of: token, includingSpecial: includingSpecial) }
        return String(decoding: text, as: UTF8.self)
    }
}
