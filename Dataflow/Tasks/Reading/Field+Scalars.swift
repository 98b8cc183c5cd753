import Yams

extension Field {
    /// Returns a text, with `${name}` replaced; numbers and words count as the text they are.
    func text(_ expected: String = "a text") throws(DataflowError) -> String {
        guard let scalar = node.scalar, !isNull else { throw mismatch(expected) }
        return try substituted(scalar.string)
    }

    /// Returns a text that may not be empty.
    func word(_ expected: String) throws(DataflowError) -> String {
        let text = try text(expected)
        guard !text.isEmpty else {
            throw failure(.invalidValue, "this is empty", expected: "expected \(expected)")
        }
        return text
    }

    /// Returns a whole number in a range.
    func integer(in range: ClosedRange<Int>) throws(DataflowError) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = Int(try text(expected)), range.contains(value) else { throw mismatch(expected) }
        return value
    }

    /// Returns a number in a range.
    func number(in range: ClosedRange<Double>) throws(DataflowError) -> Double {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let value = Double(try text(expected)), range.contains(value) else { throw mismatch(expected) }
        return value
    }

    /// Returns a truth value.
    func flag() throws(DataflowError) -> Bool {
        switch try text("true or false").lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw mismatch("true or false")
        }
    }

    /// Returns one of the words of a closed set.
    func choice<E: RawRepresentable & CaseIterable>(
        _ type: E.Type
    ) throws(DataflowError) -> E where E.RawValue == String {
        let words = type.allCases.map(\.rawValue)
        let text = try text("one of \(words.joined(separator: ", "))")
        guard let value = E(rawValue: text) else {
            throw failure(
                .invalidValue,
                "this is \"\(text)\"",
                expected: Suggestion.choices(words, near: text)
            )
        }
        return value
    }

    /// Returns a list of texts, at least one.
    func texts(_ expected: String) throws(DataflowError) -> [String] {
        var result: [String] = []
        for item in try list(expected) { result.append(try item.text(expected)) }
        guard !result.isEmpty else {
            throw failure(.invalidValue, "the list is empty", expected: "expected \(expected)")
        }
        return result
    }

    /// Returns a list of exactly `count` whole numbers.
    func integers(_ count: Int, _ expected: String) throws(DataflowError) -> [Int] {
        let items = try list(expected)
        guard items.count == count else {
            throw failure(.invalidValue, "these are \(items.count) items", expected: "expected \(expected)")
        }
        var result: [Int] = []
        for item in items { result.append(try item.integer(in: -100_000...100_000)) }
        return result
    }

    /// Returns a path that stays inside the directory it is relative to.
    func relativePath() throws(DataflowError) -> String {
        let path = try word("a path relative to the session's home")
        guard let reason = UnsafePath.reason(path) else { return path }
        throw failure(
            .unsafePath,
            "the path \"\(path)\" \(reason)",
            expected: "expected a path relative to the session's home, such as docs/note.txt"
        )
    }
}

/// The rule that keeps the paths of task files inside the session's home.
enum UnsafePath {
    /// Returns why a path is refused, or `nil` when it stays inside.
    static func reason(_ path: String) -> String? {
        if path.hasPrefix("/") { return "is absolute" }
        if path.hasPrefix("~") { return "begins with ~" }
        if path.unicodeScalars.contains("\0") { return "holds a NUL" }
        var depth = 0
        for part in path.split(separator: "/") where part != "." {
            depth += part == ".." ? -1 : 1
            if depth < 0 { return "leaves the session's home" }
        }
        return depth == 0 ? "names no file" : nil
    }
}
