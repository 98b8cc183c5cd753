/// Tokens that were read, with their keys and values; a value whose copies share pages.
struct TokenSequence {
    /// The tokens whose keys and values are in the pages.
    private(set) var tokens: [Int32] = []
    /// The pages, 64 tokens each; the last may be partly filled.
    private(set) var pages: [Page] = []

    var count: Int { tokens.count }

    /// The bytes its pages take.
    var bytes: Int { pages.reduce(0) { $0 + $1.bytes } }

    /// Returns the sequence of the first `count` tokens, or of fewer.
    ///
    /// Where tiles are packed, what stands in a page sees the page's tokens as they were before. A page
    /// that is packed can so be a part of a sequence only as a whole, and up to 63 tokens are left off.
    func prefix(_ count: Int) -> TokenSequence {
        var result = TokenSequence()
        let (whole, rest) = count.quotientAndRemainder(dividingBy: Page.tokens)
        result.pages = Array(pages.prefix(whole))
        if rest > 0, whole < pages.count {
            let last = pages[whole]
            if last.sharesParts || self.count == count {
                result.pages.append(last)
            } else if let part = last.beginning(rest) {
                result.pages.append(part)
            }
        }
        result.tokens = Array(tokens.prefix(min(count, result.pages.count * Page.tokens)))
        return result
    }

    /// Creates the sequence of tokens whose keys and values are in these pages.
    init(_ tokens: [Int32], pages: [Page]) {
        self.tokens = tokens
        self.pages = pages
    }

    /// Creates an empty sequence.
    init() {}

    /// Adds tokens and makes sure that their places are this sequence's own.
    ///
    /// Their keys and values are still to be written.
    mutating func append(_ more: some Collection<Int32>, from pool: PagePool) {
        guard !more.isEmpty else { return }
        let filled = tokens.count % Page.tokens
        if filled != 0, !isKnownUniquelyReferenced(&pages[pages.count - 1]) {
            pages[pages.count - 1] = pool.copy(pages[pages.count - 1], tokens: filled)
        }
        tokens += more
        while pages.count * Page.tokens < tokens.count { pages.append(pool.take()) }
    }
}
