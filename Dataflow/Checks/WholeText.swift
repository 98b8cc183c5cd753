/// The search for a text that is not a part of a longer word or number.
enum WholeText {
    /// What may not go on beyond the edges of the text that is searched.
    enum Bound {
        /// Words and numbers.
        case words
        /// Numbers only.
        case numbers
    }

    /// Returns whether `text` holds `wanted`, without case, and not inside something longer.
    ///
    /// 408 is not found in 4080, 1,408 or 408.5; that would be another answer.
    static func contains(_ text: String, _ wanted: String, bounded bound: Bound) -> Bool {
        let all = Array(text.lowercased())
        let part = Array(wanted.lowercased())
        guard let first = part.first, let last = part.last else { return true }
        guard all.count >= part.count else { return false }
        for start in 0...(all.count - part.count)
        where all[start..<start + part.count].elementsEqual(part) {
            let before = Array(all[..<start].suffix(2).reversed())
            let after = Array(all[(start + part.count)...].prefix(2))
            if !goesOn(before, from: first, bound), !goesOn(after, from: last, bound) { return true }
        }
        return false
    }

    /// Whether the neighbours of an edge, the nearest first, belong to the edge's word or number.
    private static func goesOn(_ neighbours: [Character], from edge: Character, _ bound: Bound) -> Bool {
        guard let next = neighbours.first else { return false }
        if bound == .words, edge.isLetter || edge.isNumber, next.isLetter || next.isNumber { return true }
        guard edge.isNumber else { return false }
        if next.isNumber { return true }
        return (next == "." || next == ",") && neighbours.count > 1 && neighbours[1].isNumber
    }
}
