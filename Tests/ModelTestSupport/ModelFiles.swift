import Glibc

/// The real model files the tests use, found where `lam model pull` puts them.
public enum ModelFile: String, Sendable, CaseIterable {
    /// SmolLM2-135M-Instruct, Q4_1.
    case small = "SmolLM2-135M-Instruct.Q4_1.gguf"
    /// Qwen2.5-Coder-0.5B-Instruct, Q4_K_M.
    case coder0_5B = "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"
    /// Qwen2.5-Coder-1.5B-Instruct, Q4_K_M.
    case coder1_5B = "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    /// Gemma 3 270M, a base model, Q4_K_M.
    case gemma = "gemma-3-270m-q4_k_m.gguf"

    /// Where the file is or would be: in `$LAM_MODEL_DIR`, else in `lam/models` of the XDG data home.
    public var path: String {
        func variable(_ name: String) -> String? {
            guard let value = getenv(name), value.pointee != 0 else { return nil }
            return String(cString: value)
        }
        let folder =
            variable("LAM_MODEL_DIR")
            ?? (variable("XDG_DATA_HOME") ?? (variable("HOME") ?? "") + "/.local/share") + "/lam/models"
        return folder + "/" + rawValue
    }

    /// Whether the file is there.
    public var isPresent: Bool { access(path, R_OK) == 0 }

    /// What to tell a person when it is not.
    public var hint: String { "\(path) is not there; `lam model list` names it, `lam model pull` fetches it" }
}
