/// How a model wants a conversation laid out.
///
/// Templates in model files are programs (Jinja); they are recognised, not run.
public struct ChatTemplate: Sendable, Hashable {
    /// The layouts that are known.
    public enum Style: String, Sendable, Hashable, CaseIterable {
        /// `<|im_start|>role\ntext<|im_end|>\n` (SmolLM2, Qwen2.5, Qwen3).
        case chatML
        /// `<|start_header_id|>role<|end_header_id|>\n\ntext<|eot_id|>` (Llama 3).
        case llama3
        /// `<start_of_turn>role\ntext<end_of_turn>\n`, where the assistant is the "model" and the system
        /// speaks in the user's first turn (Gemma).
        case gemma
    }

    /// A turn of a conversation.
    public struct Turn: Sendable, Hashable {
        /// "system", "user" or "assistant".
        public var role: String
        /// What is said; never taken for a part of the template.
        public var text: String

        /// Creates a turn.
        public init(role: String, text: String) {
            self.role = role
            self.text = text
        }
    }

    /// The layout.
    public let style: Style
    /// What the template says as the system when the conversation does not begin with a system turn.
    public let defaultSystem: String?
    /// The text of the beginning-of-sequence token, where the layout begins with it.
    public let opening: String?
    /// Whether the model thinks aloud before it answers, unless it is shown an empty thought (Qwen3).
    public let thinks: Bool

    /// Creates a template.
    public init(style: Style, defaultSystem: String? = nil, opening: String? = nil, thinks: Bool = false) {
        self.style = style
        self.defaultSystem = defaultSystem
        self.opening = opening
        self.thinks = thinks
    }

    /// Lays out a conversation up to where the model's reply begins, or goes on after `replyPrefix`.
    ///
    /// Equal to the model's own template with `add_generation_prompt`, for conversations of system,
    /// user and assistant turns without tools.
    ///
    /// - Parameter thinking: Whether a model that can may think aloud first; else its reply begins after
    ///   an empty thought.
    public func render(_ turns: [Turn], replyPrefix: String = "", thinking: Bool = false) -> [Segment] {
        var segments: [Segment] = []
        if let opening { segments.append(.template(opening)) }
        if let defaultSystem, turns.first?.role != "system", !turns.isEmpty {
            append(Turn(role: "system", text: defaultSystem), to: &segments)
        }
        let laidOut = style == .gemma ? Self.systemJoined(turns) : turns
        for turn in laidOut { append(turn, to: &segments) }
        switch style {
        case .chatML:
            let thought = thinks && !thinking ? "<think>\n\n</think>\n\n" : ""
            segments.append(.template("<|im_start|>assistant\n" + thought))
        case .gemma: segments.append(.template("<start_of_turn>model\n"))
        case .llama3:
            segments.append(.template("<|start_header_id|>assistant<|end_header_id|>\n\n"))
        }
        if !replyPrefix.isEmpty { segments.append(.text(replyPrefix)) }
        return segments
    }

    /// Puts what the system says before what the user says first.
    private static func systemJoined(_ turns: [Turn]) -> [Turn] {
        var result: [Turn] = []
        var system = ""
        for turn in turns {
            switch turn.role {
            case "system": system += turn.text.trimmingWhitespace()
            case "user" where !system.isEmpty:
                result.append(Turn(role: "user", text: system + "\n\n" + turn.text.trimmingWhitespace()))
                system = ""
            default: result.append(turn)
            }
        }
        if !system.isEmpty { result.append(Turn(role: "user", text: system)) }
        return result
    }

    private func append(_ turn: Turn, to segments: inout [Segment]) {
        switch style {
        case .chatML:
            segments += [
                .template("<|im_start|>"), .text(turn.role), .template("\n"), .text(turn.text),
                .template("<|im_end|>\n"),
            ]
        case .gemma:
            segments += [
                .template("<start_of_turn>"), .text(turn.role == "assistant" ? "model" : turn.role),
                .template("\n"), .text(turn.text.trimmingWhitespace()), .template("<end_of_turn>\n"),
            ]
        case .llama3:
            segments += [
                .template("<|start_header_id|>"), .text(turn.role), .template("<|end_header_id|>\n\n"),
                .text(turn.text.trimmingWhitespace()), .template("<|eot_id|>"),
            ]
        }
    }
}

extension String {
    /// The text without white space at its ends, as Jinja's `trim` leaves it.
    fileprivate func trimmingWhitespace() -> String {
        let scalars = unicodeScalars.drop { $0.properties.isWhitespace }
        guard let last = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(scalars[...last])
    }
}
