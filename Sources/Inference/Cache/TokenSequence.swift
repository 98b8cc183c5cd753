/// Tokens that were read, with their keys and values; a value whose copies share pages.
struct TokenSequence {
    /// The tokens whose keys and values are in the pages.
    private(set) var tokens: [Int32] = []
    /// The pages, 64 tokens each; the last may be partly filled.
    private(set) var pages: [Page] = []

    var count: Int { tokens.count }

    /// Returns the sequence of the first `count` tokens.
    func prefix(_ count: Int) -> TokenSequence {
        var result = TokenSequence()
        result.tokens = Array(tokens.prefix(count))
        result.pages = Array(pages.prefix((count + Page.tokens - 1) / Page.tokens))
        return result
    }

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
