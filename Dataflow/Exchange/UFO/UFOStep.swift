public import Core

/// A step of a plan, as UFO's dataflow writes it.
public struct UFOStep: Sendable, Hashable, Codable {
    /// The number, from 1.
    public var Step: Int
    /// What it is for, in words.
    public var Subtask: String
    /// The label of the control on its screen; `nil` where there is none.
    public var ControlLabel: String?
    /// The control's text; empty where there is none.
    public var ControlText: String
    /// What is done.
    public var Function: String
    /// With what.
    public var Args: [String: JSONValue]
    /// Whether it was carried out; `nil` where it was not tried.
    public var Success: Bool?
    /// The text of the control that was found.
    public var MatchedControlText: String?
    /// How LAM finds the control again, a key of ours; UFO itself goes by the text.
    public var ControlQuery: ElementQuery?
    /// Where a drag ends, a key of ours.
    public var TargetQuery: ElementQuery?

    private enum CodingKeys: String, CodingKey {
        case Step, Subtask, ControlLabel, ControlText, Function, Args, Success, MatchedControlText
        case ControlQuery, TargetQuery
    }

    /// Decodes a step; what other versions leave out is empty.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        Step = try container.decode(Int.self, forKey: .Step)
        Subtask = try container.decodeIfPresent(String.self, forKey: .Subtask) ?? ""
        // Some versions write the label as a number.
        let label = try container.decodeIfPresent(JSONValue.self, forKey: .ControlLabel)
        ControlLabel = label?.text ?? label?.value.map { "\(Int($0.rounded()))" }
        ControlText = try container.decodeIfPresent(String.self, forKey: .ControlText) ?? ""
        Function = try container.decode(String.self, forKey: .Function)
        Args = try container.decodeIfPresent([String: JSONValue].self, forKey: .Args) ?? [:]
        Success = try container.decodeIfPresent(Bool.self, forKey: .Success)
        MatchedControlText = try container.decodeIfPresent(String.self, forKey: .MatchedControlText)
        ControlQuery = try container.decodeIfPresent(ElementQuery.self, forKey: .ControlQuery)
        TargetQuery = try container.decodeIfPresent(ElementQuery.self, forKey: .TargetQuery)
    }

    /// Encodes all keys of UFO's, null or not, and those of ours that there are.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Step, forKey: .Step)
        try container.encode(Subtask, forKey: .Subtask)
        try container.encode(ControlLabel, forKey: .ControlLabel)
        try container.encode(ControlText, forKey: .ControlText)
        try container.encode(Function, forKey: .Function)
        try container.encode(Args, forKey: .Args)
        try container.encode(Success, forKey: .Success)
        try container.encode(MatchedControlText, forKey: .MatchedControlText)
        try container.encodeIfPresent(ControlQuery, forKey: .ControlQuery)
        try container.encodeIfPresent(TargetQuery, forKey: .TargetQuery)
    }

    /// Writes an action that was done on a screen; `nil` for what is no step of a plan, such as waiting.
    public init?(_ action: Action, number: Int, on screen: Observation, text: String, success: Bool?) {
        Step = number
        Subtask = text
        ControlText = ""
        Args = [:]
        Success = success
        func name(_ target: Target) -> (text: String, label: String?, query: ElementQuery?) {
            switch target {
            case .element(let ref):
                guard let element = screen.element(ref) else { return ("", ref.rawValue, nil) }
                let label = String(ref.rawValue.drop { !$0.isNumber })
                return (element.name, label, screen.query(for: element))
            case .query(let query): return (query.name ?? "", nil, query)
            case .point: return ("", nil, nil)
            }
        }
        if let target = action.targets.first {
            let found = name(target)
            ControlText = found.text
            ControlLabel = found.label
            ControlQuery = found.query
            if success == true { MatchedControlText = found.text }
        }
        switch action {
        case .click(.point(let point), let button, let count, let modifiers):
            Function = "click_on_coordinates"
            // Of the screen, as our windows have no names to count from.
            Args = [
                "x": .number(Double(point.x) / Double(max(1, screen.screen.width))),
                "y": .number(Double(point.y) / Double(max(1, screen.screen.height))),
                "button": .string(button.rawValue), "double": .bool(count == 2),
            ]
            guard count <= 2, modifiers.isEmpty else { return nil }
        case .click(_, let button, let count, let modifiers):
            Function = "click_input"
            Args = ["button": .string(button.rawValue), "double": .bool(count == 2)]
            if count > 2 { Args["count"] = .number(Double(count)) }
            if !modifiers.isEmpty {
                Args["pressed"] = .string(modifiers.map(\.rawValue).joined(separator: " "))
            }
        case .setText(_, let text):
            Function = "set_edit_text"
            Args = ["text": .string(text), "clear_current_text": .bool(true)]
        case .type(let text):
            Function = "set_edit_text"
            Args = ["text": .string(text), "clear_current_text": .bool(false)]
        case .key(let keys):
            Function = "keyboard_input"
            Args = ["keys": .string(UFOKeys.write(keys)), "control_focus": .bool(false)]
        case .scroll(_, let direction, let amount) where direction == .up || direction == .down:
            Function = "wheel_mouse_input"
            Args = ["wheel_dist": .number(Double(direction == .up ? amount : -amount))]
        case .scroll(_, let direction, let amount):
            Function = "scroll"
            Args = ["direction": .string(direction.rawValue), "amount": .number(Double(amount))]
        case .select(_, let option):
            Function = "select"
            Args = ["option": .string(option)]
        case .invoke(_, let action):
            Function = "invoke"
            Args = ["action": .string(action)]
        case .menu(let path):
            Function = "menu"
            Args = ["path": .array(path.map(JSONValue.string))]
        case .drag(_, let to):
            guard let query = name(to).query, ControlQuery != nil else { return nil }
            Function = "drag"
            TargetQuery = query
        case .open(let what):
            Function = "open"
            Args = ["what": .string(what)]
        case .focus(let window):
            Function = "focus"
            Args = ["window": .string(window)]
        case .done(let answer?):
            Function = "summary"
            Args = ["text": .string(answer)]
        case .wait, .look, .ask, .done, .fail: return nil
        }
    }
}
