/// The files, paths and addresses that a goal names.
enum PlaceNames {
    /// Returns them as they are written.
    static func of(_ goal: String) -> [String] {
        goal.split(whereSeparator: \.isWhitespace).map(bare).filter(isPlace).map(String.init)
    }

    /// A word without the marks around it.
    private static func bare(_ word: Substring) -> Substring {
        var word = word.drop { "\"'“‘(".contains($0) }
        while let last = word.last, "\"'”’).,;:!?".contains(last) { word.removeLast() }
        return word
    }

    /// Whether a word is a path, an address, or the name of a file.
    private static func isPlace(_ word: Substring) -> Bool {
        if word.hasPrefix("/") || word.hasPrefix("~/") || word.contains("://") { return word.count > 1 }
        guard let dot = word.lastIndex(of: "."), dot != word.startIndex else { return false }
        let ending = word[word.index(after: dot)...]
        return (1...8).contains(ending.count) && ending.allSatisfy(\.isLetter)
    }
}
