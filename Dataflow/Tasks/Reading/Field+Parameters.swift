extension Field {
    /// Returns the parameters of a task: those of the file, or the values given in their place.
    func parameterValues(overrides: [String: String]) throws(DataflowError) -> [String: String] {
        var result: [String: String] = [:]
        for (key, value) in try entries("a mapping of names to values") {
            guard ParameterName.isValid(key.name) else {
                throw key.field.failure(
                    .invalidValue,
                    "\"\(key.name)\" is no name for a parameter",
                    expected: "expected letters, digits, - and _, beginning with a letter"
                )
            }
            if let given = overrides[key.name] {
                result[key.name] = given
            } else if value.isNull {
                throw value.failure(
                    .undefinedParameter,
                    "the parameter \"\(key.name)\" has no value",
                    expected: "give it one here or on the command line"
                )
            } else {
                result[key.name] = try value.text()
            }
        }
        return result
    }

    /// Replaces each `${name}` by its parameter and each `$${` by `${`; secrets are left alone.
    func substituted(_ text: String) throws(DataflowError) -> String {
        guard let parameters, text.contains("${") else { return text }
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${") {
            let before = rest[..<start.lowerBound]
            rest = rest[start.upperBound...]
            if before.last == "$" {
                result += before.dropLast() + "${"
                continue
            }
            result += before
            guard let end = rest.firstIndex(of: "}") else {
                throw failure(
                    .undefinedParameter,
                    "\"${\" is not closed by \"}\"",
                    expected: "write $${ for a plain ${"
                )
            }
            let name = String(rest[..<end])
            rest = rest[rest.index(after: end)...]
            if name.hasPrefix("secret:") {
                result += "${\(name)}"
            } else if let value = parameters[name] {
                result += value
            } else {
                throw failure(
                    .undefinedParameter,
                    "${\(name)} has no value",
                    expected: Suggestion.nearest(to: name, in: Array(parameters.keys).sorted()).map {
                        "did you mean ${\($0)}?"
                    } ?? "add it under \"parameters\", or write $${\(name)} for the plain text"
                )
            }
        }
        return result + rest
    }
}

/// What a parameter may be called.
enum ParameterName {
    /// Returns whether a text is letters, digits, `-` and `_`, beginning with a letter or `_`.
    static func isValid(_ name: String) -> Bool {
        guard let first = name.unicodeScalars.first, first.isASCII else { return false }
        guard first.properties.isAlphabetic || first == "_" else { return false }
        return name.unicodeScalars.allSatisfy {
            $0.isASCII && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_")
        }
    }
}
