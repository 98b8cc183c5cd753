import Core

/// A text whose secrets have been put in, and the way back.
struct Revealed: Sendable {
    /// What is typed.
    var text: String
    /// Each secret that was put in, with the reference it came from.
    fileprivate var secrets: [(value: String, reference: String)] = []

    /// Whether any secret was put in.
    var hasSecrets: Bool { !secrets.isEmpty }

    /// Returns a text with every secret put back as its reference.
    func masked(_ text: String) -> String {
        secrets.reduce(text) { text, secret in
            secret.value.isEmpty ? text : text.replacing(secret.value, with: secret.reference)
        }
    }

    /// Returns an observation that shows no secret.
    func masked(_ observation: Observation) -> Observation {
        guard hasSecrets else { return observation }
        var copy = observation
        for index in copy.elements.indices {
            copy.elements[index].name = masked(copy.elements[index].name)
            copy.elements[index].value = copy.elements[index].value.map(masked)
            copy.elements[index].detail = copy.elements[index].detail.map(masked)
        }
        for index in copy.windows.indices { copy.windows[index].title = masked(copy.windows[index].title) }
        return copy
    }
}

/// Finds what a secret's name stands for; `nil` for a name it does not know.
public typealias SecretResolver = @Sendable (_ name: String) async throws -> String?

/// Puts the secrets that a text refers to (`${secret:name}`) in their place.
///
/// - Throws: `ExecutionError` with `unknownSecret`, which names the reference, never a value.
func reveal(_ text: String, with resolver: SecretResolver?) async throws -> Revealed {
    let opening = "${secret:"
    guard text.contains(opening) else { return Revealed(text: text) }
    var revealed = Revealed(text: "")
    var rest = Substring(text)
    while let start = rest.firstRange(of: opening) {
        guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
        let name = String(rest[start.upperBound..<end])
        let value: String?
        do {
            value = try await resolver?(name)
        } catch {
            throw ExecutionError(
                .unknownSecret,
                name,
                "the secret \"\(name)\" could not be read",
                underlying: error
            )
        }
        guard let value else {
            throw ExecutionError(
                .unknownSecret,
                name,
                "there is no secret \"\(name)\"; add it, or take ${secret:\(name)} out of the text"
            )
        }
        revealed.text += rest[..<start.lowerBound] + value
        revealed.secrets.append((value, opening + name + "}"))
        rest = rest[rest.index(after: end)...]
    }
    revealed.text += rest
    return revealed
}
