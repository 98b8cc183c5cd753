/// A pattern in which `*` stands for any text; compares without case.
package struct Glob: Hashable, Sendable {
    private let parts: [[Character]]

    package init(_ pattern: String) {
        parts = pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false).map(Array.init)
    }

    /// Returns whether the whole text fits.
    package func fits(_ text: String) -> Bool {
        var rest = Array(text.lowercased())[...]
        guard let first = parts.first, rest.starts(with: first) else { return false }
        rest = rest.dropFirst(first.count)
        guard parts.count > 1, let last = parts.last else { return rest.isEmpty }
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            // The earliest place leaves the most for the parts behind it.
            guard let end = Self.end(of: part, in: rest) else { return false }
            rest = rest[end...]
        }
        return rest.count >= last.count && rest.suffix(last.count).elementsEqual(last)
    }

    private static func end(of part: [Character], in text: ArraySlice<Character>) -> Int? {
        guard text.count >= part.count else { return nil }
        for start in text.startIndex...(text.endIndex - part.count)
        where text[start..<start + part.count].elementsEqual(part) {
            return start + part.count
        }
        return nil
    }
}
