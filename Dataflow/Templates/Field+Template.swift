extension Field {
    /// The keys of a template.
    static let templateKeys = [
        "id", "application", "requires", "parameters", "goal", "setup", "steps", "budget", "checks",
    ]

    /// Returns the rules of a template's parameters, in the order of the file.
    func parameterRules() throws(DataflowError) -> [ParameterRule] {
        var rules: [ParameterRule] = []
        for (key, value) in try entries("a mapping of names to values") {
            guard ParameterName.isValid(key.name), key.name != "item" else {
                throw key.field.failure(
                    .invalidValue,
                    "\"\(key.name)\" is no name for a parameter",
                    expected: "expected letters, digits, - and _, beginning with a letter; not item"
                )
            }
            rules.append(try value.rule(named: key.name, after: rules.map(\.name)))
        }
        return rules
    }

    private func rule(named name: String, after earlier: [String]) throws(DataflowError) -> ParameterRule {
        func made(_ kind: ParameterRule.Kind, _ unlike: [String] = []) -> ParameterRule {
            ParameterRule(name: name, kind: kind, unlike: unlike, field: self)
        }
        if isList { return made(.options(try options(), count: nil)) }
        guard isMapping else { return made(.text(self)) }
        let spellings = ParameterRule.Spelling.allCases.map(\.rawValue)
        let kinds = ["of", "from", "calculate"] + spellings
        let fields = try fields(kinds + ["to", "step", "count", "unlike"])
        let (kind, value) = try fields.one(of: kinds)
        let unlike = try fields["unlike"]?.names(among: earlier) ?? []
        switch kind {
        case "of":
            let options = try value.options()
            let count = try fields["count"]?.integer(in: 1...options.count)
            return made(.options(options, count: count), unlike)
        case "from":
            let from = try value.integer(in: -1_000_000...1_000_000)
            let to = try fields.required("to", "the last number of the range").integer(in: from...1_000_000)
            let step = try fields["step"]?.integer(in: 1...1_000_000) ?? 1
            return made(.range(from...to, step: step), unlike)
        case "calculate": return made(.calculation(value))
        default:
            guard let spelling = ParameterRule.Spelling(rawValue: kind) else {
                throw value.mismatch("a text")
            }
            return made(.spelling(spelling, value))
        }
    }

    /// Returns the names of parameters, one or a list, all drawn before.
    private func names(among earlier: [String]) throws(DataflowError) -> [String] {
        let items = isList ? try list() : [self]
        var names: [String] = []
        for item in items {
            let name = try item.word("the name of a parameter")
            guard earlier.contains(name) else {
                throw item.failure(
                    .undefinedParameter,
                    "no parameter before this one is called \"\(name)\"",
                    expected: Suggestion.choices(earlier, near: name)
                )
            }
            names.append(name)
        }
        return names
    }

    /// Returns the options of a list: texts, or records with the same keys.
    private func options() throws(DataflowError) -> [ParameterRule.Option] {
        var options: [ParameterRule.Option] = []
        for item in try list("a list of values to draw from") {
            var option: ParameterRule.Option = [:]
            if item.isMapping {
                for (key, value) in try item.entries("a mapping") {
                    option["." + key.name] = try value.text()
                }
            } else {
                option[""] = try item.text()
            }
            if let first = options.first, Set(first.keys) != Set(option.keys) {
                throw item.failure(
                    .invalidValue,
                    "this value is not built like the first one",
                    expected: "expected texts only, or mappings with the same keys"
                )
            }
            options.append(option)
        }
        guard !options.isEmpty else { throw mismatch("at least one value") }
        return options
    }

    /// Returns the phrasings of a goal; the development ones must be a third of all or more.
    func phrasings() throws(DataflowError) -> (train: [Field], development: [Field]) {
        let fields = try fields(["train", "development"], "a mapping with train and development")
        let train = try fields.required("train", "a list of sentences").list("a list of sentences")
        let development = try fields.required("development", "a list of sentences")
            .list("a list of sentences")
        guard !train.isEmpty, train.count + development.count >= 3,
            development.count * 3 >= train.count + development.count
        else {
            throw failure(
                .invalidValue,
                "there are \(train.count) phrasings for training and \(development.count) for development",
                expected: "expected three or more, at least one in three for development"
            )
        }
        var seen: Set<String> = []
        for field in train + development {
            guard seen.insert(try field.scopedOut().word("a sentence").lowercased()).inserted else {
                throw field.failure(.duplicate, "this phrasing is given twice")
            }
        }
        return (train, development)
    }

    /// The same value with `${name}` left as it stands.
    private func scopedOut() -> Field {
        var copy = self
        copy.parameters = nil
        return copy
    }

    /// Returns the steps of a template, with each `each` written out.
    func templateSteps() throws(DataflowError) -> [Field] {
        var steps: [Field] = []
        for item in try list("a list of steps") {
            guard item.hasKey("each") else {
                steps.append(item)
                continue
            }
            let loop = try item.fields(["each"]).required("each", "a loop").fields(["of", "steps"])
            let of = try loop.required("of", "a text, for each of its characters, or a list of texts")
            let items = of.isList ? try of.texts("a list of texts") : try of.text().map(String.init)
            let body = try loop.required("steps", "a list of steps").list("a list of steps")
            for value in items {
                for step in body {
                    steps.append(step.scoped((parameters ?? [:]).merging(["item": value]) { $1 }))
                }
            }
        }
        return steps
    }
}
