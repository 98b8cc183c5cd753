extension ElementSource {
    /// Decodes from "text", "image", or the address on the accessibility bus.
    ///
    /// - Throws: `DecodingError` for any other word.
    public init(from decoder: any Decoder) throws {
        guard let word = try? decoder.singleValueContainer().decode(String.self) else {
            self = .accessibility(try AccessibleID(from: decoder))
            return
        }
        switch word {
        case "text": self = .text
        case "image": self = .image
        default:
            throw DecodingError.dataCorrupted(
                DecodingError.Context(
                    codingPath: decoder.codingPath,
                    debugDescription: "\"\(word)\" is no source of elements"
                )
            )
        }
    }

    /// Encodes as "text", "image", or the address on the accessibility bus.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .accessibility(let id): try id.encode(to: encoder)
        case .text: try Self.encode("text", to: encoder)
        case .image: try Self.encode("image", to: encoder)
        }
    }

    private static func encode(_ word: String, to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(word)
    }
}
