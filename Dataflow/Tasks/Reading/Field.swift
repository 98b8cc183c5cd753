import Yams

/// A value in a YAML file that knows where it is, so that every error can say so.
struct Field {
    /// The value.
    let node: Node
    /// The keys that lead to it, such as `steps[2].click`.
    let trail: String
    /// The file's name for messages.
    let file: String
    /// The values of `${name}`; `nil` where nothing is replaced.
    var parameters: [String: String]?

    /// The line it begins in, from 1.
    var line: Int { node.mark?.line ?? 0 }

    /// Whether it is a list.
    var isList: Bool { node.sequence != nil }

    /// Whether it is a mapping.
    var isMapping: Bool { node.mapping != nil }

    /// Whether it is one word as it stands in the file, such as the `done` of `- done`.
    func isPlain(_ word: String) -> Bool { node.scalar?.string == word }

    /// Whether it is left empty or is `null`.
    var isNull: Bool {
        guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }

    /// Returns the error that says what is wrong with this value.
    func failure(_ code: DataflowError.Code, _ message: String, expected: String? = nil) -> DataflowError {
        DataflowError(
            code,
            message,
            file: file,
            location: node.mark.map { .init(line: $0.line, column: $0.column) },
            key: trail,
            expected: expected
        )
    }

    /// Returns the error that says this value is of the wrong kind.
    func mismatch(_ expected: String) -> DataflowError {
        failure(.invalidValue, "this is \(kind)", expected: "expected \(expected)")
    }

    private var kind: String {
        if isNull { return "left empty" }
        switch node {
        case .scalar(let scalar): return "\"\(scalar.string.prefix(40))\""
        case .mapping: return "a mapping"
        case .sequence: return "a list"
        case .alias: return "an alias"
        }
    }

    /// Returns the items of a list.
    func list(_ expected: String = "a list") throws(DataflowError) -> [Field] {
        guard let sequence = node.sequence else { throw mismatch(expected) }
        return sequence.enumerated().map { index, item in
            Field(node: item, trail: "\(trail)[\(index)]", file: file, parameters: parameters)
        }
    }

    /// Returns whether this is a mapping with the key.
    func hasKey(_ key: String) -> Bool {
        node.mapping?.contains { $0.key.scalar?.string == key } ?? false
    }

    /// Returns the values of a mapping, all of whose keys must be among those known.
    func fields(_ known: [String], _ expected: String? = nil) throws(DataflowError) -> Fields {
        let all = try entries(expected ?? "a mapping with \(known.joined(separator: ", "))")
        for (key, _) in all where !known.contains(key.name) {
            throw key.field.failure(
                .unknownKey,
                "\"\(key.name)\" is no key here",
                expected: Suggestion.choices(known, near: key.name)
            )
        }
        var values: [String: Field] = [:]
        for (key, value) in all { values[key.name] = value }
        return Fields(owner: self, values: values)
    }

    /// Returns the keys and values of a mapping in the order of the file.
    func entries(
        _ expected: String
    ) throws(DataflowError) -> [(key: (name: String, field: Field), value: Field)] {
        guard let mapping = node.mapping else { throw mismatch(expected) }
        var result: [(key: (name: String, field: Field), value: Field)] = []
        for (key, value) in mapping {
            let keyField = Field(node: key, trail: trail, file: file, parameters: nil)
            guard let name = key.scalar?.string else { throw keyField.mismatch("a text as key") }
            // Yams compares keys with their tags, so `a` and `"a"` pass it as different keys.
            guard !result.contains(where: { $0.key.name == name }) else {
                throw keyField.failure(.duplicate, "the key \"\(name)\" is given twice")
            }
            let path = trail.isEmpty ? name : "\(trail).\(name)"
            let field = Field(node: value, trail: path, file: file, parameters: parameters)
            result.append(((name, keyField), field))
        }
        return result
    }
}

/// The values of a mapping by key.
struct Fields {
    /// The mapping.
    let owner: Field
    /// The values by key.
    let values: [String: Field]

    /// Returns the value of a key, or `nil` when it is not there.
    subscript(key: String) -> Field? { values[key] }

    /// Returns the value of a key that must be there.
    func required(_ key: String, _ expected: String) throws(DataflowError) -> Field {
        guard let field = values[key] else {
            throw owner.failure(.missingKey, "\"\(key)\" is missing", expected: "expected \(expected)")
        }
        return field
    }

    /// Returns the one key of `choices` that is given, with its value.
    func one(of choices: [String]) throws(DataflowError) -> (key: String, value: Field) {
        let given = choices.filter { values[$0] != nil }
        guard let key = given.first, let value = values[key] else {
            throw owner.failure(
                .missingKey,
                "something is missing",
                expected: "expected one of: " + choices.joined(separator: ", ")
            )
        }
        guard given.count == 1 else {
            throw owner.failure(
                .invalidValue,
                "\(given.map { "\"\($0)\"" }.joined(separator: " and ")) exclude each other",
                expected: "expected one of: " + choices.joined(separator: ", ")
            )
        }
        return (key, value)
    }
}
