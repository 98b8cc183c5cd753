import FoundationEssentials

/// The one way the store writes and reads JSON: sorted keys on one line, so that equal values
/// are equal bytes and a record never spans lines.
enum JSONForm {
    /// Returns the bytes of a value.
    static func encode(_ value: some Encodable, for file: String) throws(DataflowError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw DataflowError(.invalidValue, "cannot be written as JSON", file: file, underlying: error)
        }
    }

    /// Reads a value back.
    ///
    /// - Parameter line: The line of `file` the bytes stand on, from 1.
    static func decode<Value: Decodable>(
        _ type: Value.Type,
        from bytes: some Sequence<UInt8>,
        of file: String,
        line: Int? = nil
    ) throws(DataflowError) -> Value {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf",
            negativeInfinity: "-inf",
            nan: "nan"
        )
        do {
            return try decoder.decode(type, from: Data(bytes))
        } catch {
            let (key, problem) = explain(error)
            throw DataflowError(
                .corrupt,
                problem,
                file: file,
                location: line.map { DataflowError.Location(line: $0, column: 1) },
                key: key,
                expected: "the file was damaged or changed by another program; restore it from a copy"
            )
        }
    }

    private static func explain(_ error: any Error) -> (key: String?, problem: String) {
        guard let error = error as? DecodingError else { return (nil, "\(error)") }
        func path(_ context: DecodingError.Context, _ last: String = "") -> String {
            var text = ""
            for key in context.codingPath {
                text += key.intValue.map { "[\($0)]" } ?? (text.isEmpty ? "" : ".") + key.stringValue
            }
            return text + (last.isEmpty || text.isEmpty ? "" : ".") + last
        }
        switch error {
        case .keyNotFound(let key, let context): return (path(context, key.stringValue), "the key is missing")
        case .typeMismatch(let type, let context): return (path(context), "is no \(type)")
        case .valueNotFound(let type, let context):
            return (path(context), "is null where a \(type) is needed")
        case .dataCorrupted(let context): return (path(context), context.debugDescription)
        @unknown default: return (nil, "\(error)")
        }
    }
}
