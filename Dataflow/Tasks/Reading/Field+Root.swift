import Yams

extension Field {
    /// Parses a YAML or JSON text into its one value.
    static func root(of text: String, file: String) throws(DataflowError) -> Field {
        let source = file.hasSuffix(".json") ? joiningSurrogates(text) : text
        do {
            guard let node = try Yams.Parser(yaml: source).singleRoot() else {
                throw DataflowError(.missingKey, "the file is empty", file: file)
            }
            return Field(node: node, trail: "", file: file, parameters: nil)
        } catch let error as DataflowError {
            throw error
        } catch let error as YamlError {
            throw syntaxError(error, file: file)
        } catch {
            throw DataflowError(.syntax, "this is not YAML", file: file, underlying: error)
        }
    }

    private static func syntaxError(_ error: YamlError, file: String) -> DataflowError {
        func report(
            _ problem: String,
            _ location: DataflowError.Location?,
            _ context: YamlError.Context?
        ) -> DataflowError {
            var text = problem
            if let context {
                let place = "(line \(context.mark.line), column \(context.mark.column))"
                text += " \(context.text.split(separator: "\n").first ?? "") \(place)"
            }
            return DataflowError(
                .syntax,
                "this is not YAML: \(text)",
                file: file,
                location: location,
                expected: hint(problem)
            )
        }
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return report(problem, .init(line: mark.line, column: mark.column), context)
        case .reader(let problem, let offset, _, let yaml):
            return report(problem, offset.map { location(at: $0, in: yaml) }, nil)
        case .duplicatedKeysInMapping(let keys, let context):
            return DataflowError(
                .duplicate,
                "given twice: \(keys.joined(separator: ", "))",
                file: file,
                location: .init(line: context.mark.line, column: context.mark.column),
                expected: "each key of a mapping may be given once"
            )
        default:
            return DataflowError(.syntax, "this is not YAML", file: file, underlying: error)
        }
    }

    private static func hint(_ problem: String) -> String? {
        if problem.contains("cannot start any token") {
            return "indent with spaces, not tabs, and quote texts that begin with @, ` or %"
        }
        if problem.contains("mapping values are not allowed") {
            return "quote texts that hold a colon and a space"
        }
        return nil
    }

    private static func location(at offset: Int, in text: String) -> DataflowError.Location {
        var line = 1
        var column = 1
        for character in text.prefix(offset) {
            if character.isNewline {
                line += 1
                column = 1
            } else {
                column += character.unicodeScalars.count
            }
        }
        return .init(line: line, column: column)
    }

    /// Replaces the `\ud83d\ude00` pairs of JSON, which YAML does not have, by their character.
    private static func joiningSurrogates(_ text: String) -> String {
        let pair = #/(\\+)u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})/#
        return text.replacing(pair) { match in
            // An even number of backslashes is a run of escaped ones, and "u" is then just a letter.
            guard match.1.count % 2 == 1, let high = UInt32(match.2, radix: 16),
                let low = UInt32(match.3, radix: 16),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            else { return String(match.0) }
            return String(match.1.dropLast()) + String(Character(scalar))
        }
    }
}
