/// A text that must never be written down, and the name that stands for it.
public struct Secret: Hashable, Sendable {
    /// The name written in its place, as `${secret:name}`.
    public var name: String
    /// The text itself.
    public var value: String

    /// Creates a secret.
    ///
    /// - Parameters:
    ///   - name: Letters, digits, dots and dashes; other characters are replaced by dashes.
    ///   - value: The text; an empty one is no secret and masks nothing.
    public init(name: String, value: String) {
        self.name = Self.plain(name)
        self.value = value
    }

    /// What is written in the secret's place.
    public var reference: String { "${secret:\(name)}" }

    /// Returns a name with everything but letters, digits, dots and dashes made a dash.
    static func plain(_ name: String) -> String {
        var text = ""
        for scalar in name.unicodeScalars {
            if scalar.properties.isAlphabetic || scalar.properties.numericType != nil
                || scalar == "." || scalar == "_"
            {
                text.unicodeScalars.append(scalar)
            } else if !text.isEmpty, text.last != "-" {
                text += "-"
            }
        }
        while text.last == "-" { text.removeLast() }
        return text.isEmpty ? "secret" : text
    }
}
