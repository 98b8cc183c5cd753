/// The keys of a target, which stand beside those of the action: `{"click": {"name": "OK"}}`.
struct TargetKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(_ text: String) { stringValue = text }
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

typealias TargetKeys = KeyedDecodingContainer<TargetKey>

extension ElementQuery {
    /// Decodes from its parts, as task files write them; the place is a list `[x, y]`.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.container(keyedBy: TargetKey.self))
    }

    /// Encodes its parts, leaving out those that accept anything.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TargetKey.self)
        try encode(into: &container)
    }

    init(_ keys: TargetKeys) throws {
        self.init(
            role: try keys.decodeIfPresent(Role.self, forKey: TargetKey("role")),
            name: try keys.decodeIfPresent(String.self, forKey: TargetKey("name")),
            value: try keys.decodeIfPresent(String.self, forKey: TargetKey("value")),
            window: try keys.decodeIfPresent(String.self, forKey: TargetKey("window")),
            within: try keys.decodeIfPresent(String.self, forKey: TargetKey("within")),
            ordinal: try keys.decodeIfPresent(Int.self, forKey: TargetKey("ordinal")),
            place: try keys.contains(TargetKey("place")) ? Point(keys, "place") : nil
        )
    }

    func encode(into container: inout KeyedEncodingContainer<TargetKey>) throws {
        try container.encodeIfPresent(role, forKey: TargetKey("role"))
        try container.encodeIfPresent(name, forKey: TargetKey("name"))
        try container.encodeIfPresent(value, forKey: TargetKey("value"))
        try container.encodeIfPresent(window, forKey: TargetKey("window"))
        try container.encodeIfPresent(within, forKey: TargetKey("within"))
        try container.encodeIfPresent(ordinal, forKey: TargetKey("ordinal"))
        if let place { try container.encode([place.x, place.y], forKey: TargetKey("place")) }
    }
}

extension Target {
    /// Decodes from `{"ref": "e12"}`, `{"point": [x, y]}` or the parts of a query.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.container(keyedBy: TargetKey.self))
    }

    /// Encodes as `{"ref": "e12"}`, `{"point": [x, y]}` or the parts of a query.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: TargetKey.self)
        try encode(into: &container)
    }

    init(_ keys: TargetKeys) throws {
        if let ref = try keys.decodeIfPresent(ElementRef.self, forKey: TargetKey("ref")) {
            self = .element(ref)
        } else if keys.contains(TargetKey("point")) {
            self = .point(try Point(keys, "point"))
        } else {
            self = .query(try ElementQuery(keys))
        }
    }

    func encode(into container: inout KeyedEncodingContainer<TargetKey>) throws {
        switch self {
        case .element(let ref): try container.encode(ref, forKey: TargetKey("ref"))
        case .point(let point): try container.encode([point.x, point.y], forKey: TargetKey("point"))
        case .query(let query): try query.encode(into: &container)
        }
    }
}

extension Point {
    fileprivate init(_ keys: TargetKeys, _ name: String) throws {
        let parts = try keys.decode([Int].self, forKey: TargetKey(name))
        guard parts.count == 2 else {
            throw DecodingError.dataCorruptedError(
                forKey: TargetKey(name),
                in: keys,
                debugDescription: "a point is a list of x and y"
            )
        }
        self.init(x: parts[0], y: parts[1])
    }
}
