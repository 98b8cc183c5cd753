import FoundationEssentials

/// A training example, as `lam train` reads it: one object on a line of JSON.
public struct ExampleLine: Sendable, Hashable, Codable {
    /// A name unique in its file.
    public var id: String
    /// The beginning of the text, which examples of one screen share.
    public var prefix: String
    /// The rest of the text up to the answer.
    public var prompt: String
    /// The answer that is learnt.
    public var target: String
    /// How much it counts; 1 when left out.
    public var weight: Double?
    /// How the text is laid out, by the name under which planners know it.
    public var form: String?
    /// Where it comes from.
    public var provenance: [String: String]?

    /// Creates an example.
    public init(
        id: String,
        prefix: String,
        prompt: String,
        target: String,
        weight: Double? = nil,
        form: String? = nil,
        provenance: [String: String]? = nil
    ) {
        self.id = id
        self.prefix = prefix
        self.prompt = prompt
        self.target = target
        self.weight = weight
        self.form = form
        self.provenance = provenance
    }

    /// The example as one line of JSON, ending in a line end.
    ///
    /// - Throws: `DataflowError` with code `invalidValue` when the weight is no number.
    public func line(of file: String) throws(DataflowError) -> [UInt8] {
        try JSONForm.encode(self, for: file) + [UInt8(ascii: "\n")]
    }
}
