/// Splits text into the words that byte-pair merges stay within.
///
/// Each case is written out by hand from the regular expressions its models were trained with.
enum PreTokenizer: String, Sendable, CaseIterable {
    /// SmolLM: single `\p{N}`, then GPT-2's expression between them,
    /// `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
    case smollm
    /// Qwen2: `(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|`
    /// `\s*[\r\n]+|\s+(?!\S)|\s+`.
    case qwen2
    /// Llama 3: Qwen2's with `\p{N}{1,3}`.
    case llamaBPE = "llama-bpe"

    /// Takes a name from a file; several names stand for the same expression.
    init?(named name: String) {
        switch name {
        case "llama3", "llama-v3", "falcon3": self = .llamaBPE
        case "deepseek-r1-qwen", "megrez": self = .qwen2
        default: self.init(rawValue: name)
        }
    }

    /// Whether a word that is a token as a whole is taken without merging.
    var ignoresMerges: Bool { self == .llamaBPE }
    /// Whether a text begins with the beginning-of-sequence token when the file does not say.
    var addsBOS: Bool { self == .llamaBPE }

    /// Calls `body` with each word of some UTF-8, in order.
    func split(_ text: UnsafeBufferPointer<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Void) {
        ScalarClass.withASCII { ascii in
            let scanner = ScalarScanner(text: text, ascii: ascii)
            var at = 0
            while at < text.count {
                let end: Int
                switch self {
                case .smollm: end = scanner.gpt2Word(from: at)
                case .qwen2: end = scanner.llama3Word(from: at, digits: 1)
                case .llamaBPE: end = scanner.llama3Word(from: at, digits: 3)
                }
                body(UnsafeBufferPointer(rebasing: text[at..<end]))
                at = end
            }
        }
    }
}
