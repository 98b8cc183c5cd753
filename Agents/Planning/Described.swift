import Core

/// What a goal tells of a thing's name instead of the name: "an item that starts with "Ba" and ends with "in"".
struct Described {
    private let beginning: String?
    private let ending: String?
    private let part: String?

    /// Reads a goal; `nil` where it describes no name.
    init?(in goal: String) {
        let words = Array(Phrase(goal).words)
        func quoted(behind verbs: Set<String>, _ preposition: String?) -> String? {
            words.indices.dropFirst(2).first { index in
                guard words[index].isQuoted, !words[index].text.isEmpty else { return false }
                let before = words[index - 1].folded
                guard let preposition else { return verbs.contains(before) }
                return before == preposition && verbs.contains(words[index - 2].folded)
            }.map { words[$0].text }
        }
        beginning = quoted(behind: ["starts", "start", "starting", "begins", "begin", "beginning"], "with")
        ending = quoted(behind: ["ends", "end", "ending"], "with")
        part = quoted(behind: ["contains", "containing"], nil)
        if beginning == nil, ending == nil, part == nil { return nil }
    }

    /// Whether a name is as the goal tells.
    func fits(_ name: String) -> Bool {
        let name = name.lowercased()
        return beginning.map { name.hasPrefix($0.lowercased()) } ?? true
            && ending.map { name.hasSuffix($0.lowercased()) } ?? true
            && part.map { name.contains($0.lowercased()) } ?? true
    }
}
