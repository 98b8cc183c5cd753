/// Reads metadata with a range and a name for messages.
struct KeyReader {
    let file: GGUFFile

    func malformed(_ key: String, _ what: String) -> ModelError {
        ModelError(.malformed, file: file.path, "key \(key): \(what); the file is damaged, fetch it again")
    }

    func unsupported(_ key: String, _ what: String) -> ModelError {
        ModelError(.unsupported, file: file.path, "key \(key): \(what) is not supported; use another model")
    }

    func value(_ key: String) throws(ModelError) -> GGUFValue {
        guard let value = file.metadata[key] else {
            throw ModelError(
                .missing,
                file: file.path,
                "key \(key) is not there; the file holds no language model or is incomplete"
            )
        }
        return value
    }

    func text(_ key: String) throws(ModelError) -> String {
        guard let text = try value(key).text else { throw malformed(key, "expected a text") }
        return text
    }

    func integer(_ key: String, in range: ClosedRange<Int>, default fallback: Int? = nil)
        throws(ModelError) -> Int
    {
        if let fallback, file.metadata[key] == nil {
            guard range.contains(fallback) else {
                throw malformed(key, "is absent and \(fallback) does not do")
            }
            return fallback
        }
        let value = try value(key)
        if case .array = value { throw unsupported(key, "a value that differs from layer to layer") }
        guard let integer = value.integer, range.contains(integer) else {
            throw malformed(
                key,
                "expected a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return integer
    }

    func number(_ key: String, default fallback: Double?) throws(ModelError) -> Double {
        if let fallback, file.metadata[key] == nil { return fallback }
        guard let number = try value(key).number else { throw malformed(key, "expected a number") }
        return number
    }
}
