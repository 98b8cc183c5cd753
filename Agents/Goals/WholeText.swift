extension Phrase {
    /// Whether it is about the whole of a text: "everything", "the entire document".
    ///
    /// - Parameter saidWhole: Whether it must say so: "the text" may be what is selected of it.
    func isAllText(saidWhole: Bool = false) -> Bool {
        guard !words.contains(where: \.isQuoted) else { return false }
        // "All the text in notes.txt" is that of the text that is open.
        let said = Set(words.filter { PlaceNames.of($0.text).isEmpty }.map(\.folded))
        let isWhole = !said.isDisjoint(with: Self.wholes)
        let isText = said.contains("everything") || !said.isDisjoint(with: Self.texts)
        return isText && (isWhole || !saidWhole)
            && said.subtracting(Self.wholes).subtracting(Self.texts).isSubset(of: Self.fillers)
    }

    private static let wholes: Set<String> = ["everything", "whole", "entire", "complete", "all"]
    private static let texts: Set<String> = ["text", "document", "contents", "content", "note", "letters"]
    private static let fillers: Set<String> = ["of", "the", "my", "this", "in", "it", "its", "current"]
}
