/// A matrix of a transformer's block that an adapter can change.
public enum TrainedMatrix: String, Sendable, Hashable, CaseIterable, Codable {
    /// What queries are made with.
    case query = "attn_q"
    /// What keys are made with.
    case key = "attn_k"
    /// What values are made with.
    case value = "attn_v"
    /// What attention's result goes through.
    case output = "attn_output"
    /// The gate of the feed-forward network.
    case gate = "ffn_gate"
    /// What the gate multiplies.
    case up = "ffn_up"
    /// The way out of the feed-forward network.
    case down = "ffn_down"

    /// The name PyTorch has for it, such as "q_proj".
    public var module: String {
        switch self {
        case .query: "q_proj"
        case .key: "k_proj"
        case .value: "v_proj"
        case .output: "o_proj"
        case .gate: "gate_proj"
        case .up: "up_proj"
        case .down: "down_proj"
        }
    }

    /// Its place in lists of all.
    var index: Int {
        switch self {
        case .query: 0
        case .key: 1
        case .value: 2
        case .output: 3
        case .gate: 4
        case .up: 5
        case .down: 6
        }
    }
}
