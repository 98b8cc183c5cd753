import Core

/// The keys by which task files describe an element.
enum QueryKeys {
    /// The keys of an `ElementQuery`.
    static let query = ["role", "name", "value", "window", "within", "ordinal", "place"]
    /// The keys of a `Target`.
    static let target = query + ["point"]
}

extension Field {
    /// Returns an element query that is a mapping of its own.
    func query() throws(DataflowError) -> ElementQuery {
        try fields(QueryKeys.query, "a mapping with role, name, …").query()
    }

    /// Returns a target that is a mapping of its own.
    func target() throws(DataflowError) -> Target {
        try fields(QueryKeys.target, "a mapping with role, name, … or point").target()
    }

    /// Returns a point written `[x, y]`.
    func point() throws(DataflowError) -> Point {
        let numbers = try integers(2, "[x, y]")
        return Point(x: numbers[0], y: numbers[1])
    }
}

extension Fields {
    /// Whether any key that describes a target is given.
    var describesTarget: Bool { QueryKeys.target.contains { self[$0] != nil } }

    /// Returns the target that the keys of this mapping describe.
    func target() throws(DataflowError) -> Target {
        guard let point = self["point"] else { return .query(try query()) }
        if let key = QueryKeys.query.first(where: { self[$0] != nil }), let other = self[key] {
            throw other.failure(.invalidValue, "a point has no \(key)", expected: "give either one")
        }
        return .point(try point.point())
    }

    /// Returns the query that the keys of this mapping describe.
    func query() throws(DataflowError) -> ElementQuery {
        guard ["role", "name", "value", "within"].contains(where: { self[$0] != nil }) else {
            throw owner.failure(
                .missingKey,
                "this describes no element",
                expected: "expected at least one of: role, name, value, within"
            )
        }
        return ElementQuery(
            role: try self["role"].map { field throws(DataflowError) in Role(try field.word("a role")) },
            name: try self["name"]?.text(),
            value: try self["value"]?.text(),
            window: try self["window"]?.word("a part of a window's title"),
            within: try self["within"]?.word("a part of an ancestor's name"),
            ordinal: try self["ordinal"]?.integer(in: 1...100_000),
            place: try self["place"]?.point()
        )
    }
}
