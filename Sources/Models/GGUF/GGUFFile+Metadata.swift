extension GGUFFile {
    /// Reads the key-value pairs of the header.
    static func readMetadata(_ cursor: inout GGUFCursor, count: Int) throws(ModelError) -> [String: GGUFValue]
    {
        var metadata: [String: GGUFValue] = [:]
        for index in 0..<count {
            let start = cursor.offset
            let key = String(
                decoding: try cursor.string("key \(index)", limit: Limit.key),
                as: UTF8.self
            )
            let value = try readValue(&cursor, key: key)
            guard metadata.updateValue(value, forKey: key) == nil else {
                throw ModelError(
                    .malformed,
                    file: cursor.file.path,
                    "byte \(start): key \(key) is there twice; fetch the file again"
                )
            }
        }
        return metadata
    }

    private static func readType(_ cursor: inout GGUFCursor, key: String) throws(ModelError) -> GGUFType {
        let start = cursor.offset
        let raw = try cursor.integer(UInt32.self, "the type of key \(key)")
        guard let type = GGUFType(rawValue: raw) else {
            throw ModelError(
                .malformed,
                file: cursor.file.path,
                "byte \(start): key \(key) has the unknown type \(raw), expected 0 to 12; "
                    + "the file is damaged, fetch it again"
            )
        }
        return type
    }

    private static func readValue(_ cursor: inout GGUFCursor, key: String) throws(ModelError) -> GGUFValue {
        let type = try readType(&cursor, key: key)
        let what = "the value of key \(key)"
        switch type {
        case .uint8: return .unsigned(UInt64(try cursor.integer(UInt8.self, what)))
        case .int8: return .signed(Int64(try cursor.integer(Int8.self, what)))
        case .uint16: return .unsigned(UInt64(try cursor.integer(UInt16.self, what)))
        case .int16: return .signed(Int64(try cursor.integer(Int16.self, what)))
        case .uint32: return .unsigned(UInt64(try cursor.integer(UInt32.self, what)))
        case .int32: return .signed(Int64(try cursor.integer(Int32.self, what)))
        case .uint64: return .unsigned(try cursor.integer(UInt64.self, what))
        case .int64: return .signed(try cursor.integer(Int64.self, what))
        case .float32: return .float(Double(Float(bitPattern: try cursor.integer(UInt32.self, what))))
        case .float64: return .float(Double(bitPattern: try cursor.integer(UInt64.self, what)))
        case .bool: return .bool(try cursor.integer(UInt8.self, what) != 0)
        case .string:
            return .string(
                String(decoding: try cursor.string(what, limit: Limit.string), as: UTF8.self)
            )
        case .array:
            return .array(try readArray(&cursor, key: key, depth: 1))
        }
    }

    /// Walks over an array, checking every length in it.
    private static func readArray(_ cursor: inout GGUFCursor, key: String, depth: Int) throws(ModelError)
        -> GGUFArray
    {
        guard depth <= Limit.arrayDepth else {
            throw cursor.malformed(
                "key \(key) holds arrays within arrays deeper than \(Limit.arrayDepth) levels"
            )
        }
        let element = try readType(&cursor, key: key)
        let count = try cursor.count(
            of: "elements of key \(key)",
            minimum: element.minimumSize,
            limit: .max
        )
        let start = cursor.offset
        switch element {
        case .string:
            for _ in 0..<count {
                _ = try cursor.string("a string in the array of key \(key)", limit: Limit.string)
            }
        case .array:
            for _ in 0..<count { _ = try readArray(&cursor, key: key, depth: depth + 1) }
        default:
            // No overflow: the count was checked against the bytes that are left.
            try cursor.skip(count * element.minimumSize, "the array of key \(key)")
        }
        return GGUFArray(element: element, count: count, file: cursor.file, range: start..<cursor.offset)
    }
}
