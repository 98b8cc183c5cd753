/// The text in an action that types or fills in, as the action is written.
enum WrittenText {
    /// Returns where it stands; `nil` for another action.
    static func range(in line: String) -> Range<String.Index>? {
        guard line.hasSuffix("\"") else { return nil }
        let mark: Range<String.Index>?
        if line.hasPrefix("type \"") {
            mark = line.firstRange(of: "type \"")
        } else if line.hasPrefix("set ") {
            mark = line.ranges(of: " to \"").last
        } else {
            mark = nil
        }
        guard let start = mark?.upperBound, let end = line.indices.last, start <= end else { return nil }
        return start..<end
    }

    /// Returns the text; `nil` for another action.
    static func of(_ line: String) -> String? { range(in: line).map { String(line[$0]) } }
}

extension String {
    /// The same with another text in a range.
    func replacingCharacters(in range: Range<Index>, with text: String) -> String {
        self[..<range.lowerBound] + text + self[range.upperBound...]
    }
}

/// What knows a part of an answer better than a small model that guesses at it.
protocol Answering {
    /// Returns an action, as it is written, as it should be; `nil` where nothing is known about it.
    func answered(_ line: String) -> String?
}

/// What knows a part of a way better than a small model that writes it.
protocol Mending {
    /// Returns the actions of a way, as they are written, as they should be, each in its place.
    func mended(_ way: [String]) -> [String]
}
