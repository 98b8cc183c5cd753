/// Lays out a file that holds a byte-level vocabulary and no weights.
///
/// - Parameters:
///   - tokens: The bytes of each token.
///   - merges: Pairs of token bytes.
///   - control: Texts of control tokens, numbered after the others.
public func tinyVocabulary(
    _ tokens: [[UInt8]],
    merges: [([UInt8], [UInt8])] = [],
    control: [String] = [],
    pre: String
) -> GGUFWriter {
    var writer = GGUFWriter()
    writer.set("general.architecture", .string("llama"))
    writer.set("tokenizer.ggml.model", .string("gpt2"))
    writer.set("tokenizer.ggml.pre", .string(pre))
    writer.set("tokenizer.ggml.tokens", .strings(tokens.map(printable) + control))
    writer.set(
        "tokenizer.ggml.token_type",
        .int32s(tokens.map { _ in 1 } + control.map { _ in 3 })
    )
    writer.set("tokenizer.ggml.merges", .strings(merges.map { printable($0) + " " + printable($1) }))
    return writer
}

/// Bytes in GPT-2's printable alphabet.
public func printable(_ bytes: [UInt8]) -> String {
    var text = String.UnicodeScalarView()
    for byte in bytes {
        switch byte {
        case 33...126, 161...172, 174...255: text.append(Unicode.Scalar(byte))
        case 0...32: text.append(Unicode.Scalar(UInt16(256) + UInt16(byte)) ?? "?")
        case 127...160: text.append(Unicode.Scalar(UInt16(256 + 33) + UInt16(byte) - 127) ?? "?")
        default: text.append(Unicode.Scalar(UInt16(256 + 67)) ?? "?")
        }
    }
    return String(text)
}
