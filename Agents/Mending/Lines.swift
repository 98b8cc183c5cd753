import Core

/// Begins a new line where a goal wants one after the last line of a document, and that has not ended.
///
/// Whether a text ends with a line end no picture and no short form of a screen tells; the document's text does.
struct Lines: Mending {
    /// Whether a text that is typed at the end of the document continues its last line, and should not.
    private let isOpen: Bool

    init(of goal: String, seeing scene: Scene) {
        let wantsLine = !Set(Match.words(goal)).isDisjoint(with: ["line", "lines", "row", "rows"])
        let documents = scene.inFront.filter(\.isDocument)
        let text = documents.count == 1 ? documents[0].element.value ?? "" : ""
        isOpen = wantsLine && !text.isEmpty && !text.hasSuffix("\n")
    }

    /// Returns the lines of a way with the text after ctrl+End on a line of its own.
    func mended(_ way: [String]) -> [String] {
        guard isOpen, let end = way.firstIndex(of: "press ctrl+End"), end + 1 < way.count else { return way }
        var way = way
        let next = way[end + 1]
        guard next.hasPrefix("type \""), !next.hasPrefix("type \"\\n") else { return way }
        way[end + 1] = "type \"\\n" + next.dropFirst("type \"".count)
        return way
    }
}
