/// SentencePiece's spelling of white space: `▁` (U+2581) stands for a space.
enum PieceSpelling {
    private static let mark: [UInt8] = Array("\u{2581}".utf8)

    /// Appends a text with its marks as the spaces they stand for.
    ///
    /// A mark that somebody wrote becomes a space too: the models cannot tell them apart.
    static func appendUnescaped(_ text: some Collection<UInt8>, to bytes: inout [UInt8]) {
        var rest = text[...]
        while let first = rest.first {
            if first == mark[0], rest.starts(with: mark) {
                bytes.append(UInt8(ascii: " "))
                rest = rest.dropFirst(mark.count)
            } else {
                bytes.append(first)
                rest = rest.dropFirst()
            }
        }
    }
}
