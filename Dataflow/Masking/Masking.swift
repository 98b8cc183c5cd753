/// Puts the names of secrets in place of secrets, before anything is written.
///
/// A secret is what the caller declares and, from the step on in which it is typed, whatever goes
/// into a password field. It is found as it stands, byte for byte and in any Unicode
/// normalisation; a secret an application shows in another form (upper case, base64, in parts) is
/// not recognised.
public struct Masking: Sendable {
    /// The secrets, the longest first, so that a secret within another does not break it up.
    public private(set) var secrets: [Secret] = []
    private var needles: [[UInt8]] = []
    /// Whether what goes into password fields is no secret.
    let keepsPasswords: Bool

    /// Creates a masking.
    ///
    /// - Parameters:
    ///   - secrets: The declared secrets; empty ones are left out.
    ///   - keepsPasswords: Whether what goes into password fields is no secret, as where a task made it up.
    public init(secrets: [Secret] = [], keepsPasswords: Bool = false) {
        self.keepsPasswords = keepsPasswords
        for secret in secrets { add(secret) }
    }

    /// Adds a secret; one with a value that is known already changes nothing.
    public mutating func add(_ secret: Secret) {
        guard !secret.value.isEmpty,
            !secrets.contains(where: { $0.value.utf8.elementsEqual(secret.value.utf8) })
        else { return }
        secrets.append(secret)
        secrets.sort { ($0.value.utf8.count, $1.name) > ($1.value.utf8.count, $0.name) }
        needles = secrets.map { Array($0.value.utf8) }
    }

    /// Returns a text with each secret replaced by its reference.
    public func mask(_ text: String) -> String {
        guard !secrets.isEmpty, !text.isEmpty else { return text }
        var result = replaceBytes(text)
        // What is left may still hold a secret in another normalisation ("é" as one scalar or two).
        if !text.utf8.allSatisfy({ $0 < 128 }) {
            for secret in secrets where result.contains(secret.value) {
                result = result.replacing(secret.value, with: secret.reference)
            }
        }
        return result
    }

    /// Whether a text holds a secret.
    public func hides(_ text: String) -> Bool { mask(text) != text }

    /// Returns a text with each `${secret:name}` replaced by the secret, for the moment of typing.
    ///
    /// - Throws: `DataflowError` with code `undefinedParameter` for a name that was not declared.
    public func reveal(_ text: String) throws(DataflowError) -> String {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${secret:") {
            result += rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: "}") else { return result + "${secret:" + rest }
            let name = String(rest[..<end])
            guard let secret = secrets.first(where: { $0.name == Secret.plain(name) }) else {
                throw DataflowError(
                    .undefinedParameter,
                    "the secret \"\(name)\" was not given",
                    expected: secrets.isEmpty
                        ? "declare it for this run"
                        : "declare it for this run; known are \(secrets.map(\.name).joined(separator: ", "))"
                )
            }
            result += secret.value
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// One pass from left to right, the longest secret at each place; what was put in is not
    /// searched again.
    private func replaceBytes(_ text: String) -> String {
        var text = text
        let replaced: [UInt8]? = text.withUTF8 { bytes in
            var result: [UInt8] = []
            var copied = 0
            var position = 0
            while position < bytes.count {
                guard let hit = needle(in: bytes, at: position) else {
                    position += 1
                    continue
                }
                result += bytes[copied..<position]
                result += Array(secrets[hit].reference.utf8)
                position += needles[hit].count
                copied = position
            }
            return copied == 0 ? nil : result + Array(bytes[copied...])
        }
        return replaced.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    private func needle(in bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Int? {
        for (index, needle) in needles.enumerated()
        where bytes[position] == needle[0] && bytes.count - position >= needle.count
            && needle.indices.allSatisfy({ bytes[position + $0] == needle[$0] })
        {
            return index
        }
        return nil
    }
}
