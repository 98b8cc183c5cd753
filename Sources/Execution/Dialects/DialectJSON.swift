import Foundation

/// JSON in and out of the dialects' forms.
enum DialectJSON {
    static func decode<Form: Decodable>(_ text: String) throws(ExecutionError) -> Form {
        do {
            return try JSONDecoder().decode(Form.self, from: Data(text.utf8))
        } catch {
            throw ExecutionError(
                .malformed,
                "JSON",
                "no action of this dialect: \(text.prefix(200))",
                underlying: error
            )
        }
    }

    static func encode(_ form: some Encodable) throws(ExecutionError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(form), as: UTF8.self)
        } catch {
            throw ExecutionError(
                .malformed,
                "JSON",
                "the action cannot be written as JSON",
                underlying: error
            )
        }
    }
}
