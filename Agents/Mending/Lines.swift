import Core

/// Begins a new line where a goal wants one after the last line of a document, and that has not ended; ends one that is
/// put on top of it.
///
/// Whether a text ends with a line end no picture and no short form of a screen tells; the document's text does.
struct Lines: Mending {
    /// Whether a text that is typed at the end of the document continues its last line, and should not.
    private let isOpen: Bool
    /// Whether a text that is typed at the beginning would run into the first line, and should not.
    private let isOnTop: Bool

    init(of goal: String, seeing scene: Scene) {
        let words = Set(Match.words(goal))
        let wantsLine = !words.isDisjoint(with: ["line", "lines", "row", "rows"])
        let documents = scene.inFront.filter(\.isDocument)
        let text = documents.count == 1 ? documents[0].element.value ?? "" : ""
        isOpen = wantsLine && !text.isEmpty && !text.hasSuffix("\n")
        isOnTop = !text.isEmpty && !words.isDisjoint(with: ["top", "title", "heading", "headline"])
    }

    /// Returns the lines of a way with the text after ctrl+End, or ctrl+Home, on a line of its own.
    func mended(_ way: [String]) -> [String] { begun(ended(way)) }

    private func ended(_ way: [String]) -> [String] {
        guard isOnTop, let home = way.firstIndex(of: "press ctrl+Home"), home + 1 < way.count,
            way[home + 1].hasPrefix("type \""), !way[home + 1].hasSuffix("\\n\""),
            home + 2 >= way.count || way[home + 2] != "press Return"
        else { return way }
        var way = way
        way[home + 1] = way[home + 1].dropLast() + "\\n\""
        return way
    }

    private func begun(_ way: [String]) -> [String] {
        guard isOpen, let end = way.firstIndex(of: "press ctrl+End"), end + 1 < way.count else { return way }
        var way = way
        let next = way[end + 1]
        guard next.hasPrefix("type \""), !next.hasPrefix("type \"\\n") else { return way }
        way[end + 1] = "type \"\\n" + next.dropFirst("type \"".count)
        return way
    }
}
