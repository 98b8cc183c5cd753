/// What a model is to say after a text: one line of a file of examples.
public struct TrainingExample: Sendable, Hashable, Codable {
    /// What tells it from others.
    public var id: String
    /// The beginning of the text, which other examples may share: the system's words and a screen.
    public var prefix: String
    /// The rest of the text: history, goal and question, up to where the reply begins.
    public var prompt: String
    /// The reply; the token that ends a turn is added to it.
    public var target: String
    /// How much it counts; above 0.
    public var weight: Double
    /// How its text is laid out, by a name that who asks the model knows; `nil` where it does not say.
    public var form: String?

    /// Creates an example.
    public init(
        id: String,
        prefix: String,
        prompt: String,
        target: String,
        weight: Double = 1,
        form: String? = nil
    ) {
        self.id = id
        self.prefix = prefix
        self.prompt = prompt
        self.target = target
        self.weight = weight
        self.form = form
    }

    private enum Key: String, CodingKey { case id, prefix, prompt, target, weight, form }

    /// Reads an example; a weight that is not there is 1, other keys are ignored.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        id = try container.decode(String.self, forKey: .id)
        prefix = try container.decode(String.self, forKey: .prefix)
        prompt = try container.decode(String.self, forKey: .prompt)
        target = try container.decode(String.self, forKey: .target)
        weight = try container.decodeIfPresent(Double.self, forKey: .weight) ?? 1
        form = try container.decodeIfPresent(String.self, forKey: .form)
    }

    /// Writes an example.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(id, forKey: .id)
        try container.encode(prefix, forKey: .prefix)
        try container.encode(prompt, forKey: .prompt)
        try container.encode(target, forKey: .target)
        try container.encode(weight, forKey: .weight)
        try container.encodeIfPresent(form, forKey: .form)
    }
}
