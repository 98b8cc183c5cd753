/// How the value of a template's parameter comes about.
struct ParameterRule {
    /// The values of one option: those of a record by ".key", a plain one under "".
    typealias Option = [String: String]

    /// The kinds of rule.
    enum Kind {
        /// One of these, or `count` different ones.
        case options([Option], count: Int?)
        /// A whole number of a range, in steps from its lower end.
        case range(ClosedRange<Int>, step: Int)
        /// A text made of what was drawn before.
        case text(Field)
        /// A calculation with what was drawn before.
        case calculation(Field)
        /// Another spelling of a text.
        case spelling(Spelling, Field)
    }

    /// The ways to spell a text anew.
    enum Spelling: String, CaseIterable {
        case upper, lower, capitalized, reversed, shortened

        func of(_ text: String) -> String {
            switch self {
            case .upper: text.uppercased()
            case .lower: text.lowercased()
            case .capitalized: text.prefix(1).uppercased() + text.dropFirst()
            case .reversed: String(text.reversed())
            case .shortened: String(text.dropLast())
            }
        }
    }

    let name: String
    let kind: Kind
    /// Parameters drawn before whose value this one may not have.
    let unlike: [String]
    /// Where the rule stands, for messages.
    let field: Field

    /// Adds the value to those drawn before.
    func draw(
        into values: inout [String: String],
        _ generator: inout SeededGenerator
    ) throws(DataflowError) {
        var scoped = field
        scoped.parameters = values
        switch kind {
        case .options(let options, let count):
            var left = options.filter { !isTaken($0, values) }
            for position in 1...(count ?? 1) {
                guard !left.isEmpty else {
                    throw field.failure(.invalidValue, "no value is left for \"\(name)\"")
                }
                let option = left.remove(at: generator.below(left.count))
                let stem = count == nil ? name : "\(name).\(position)"
                for (key, value) in option { values[stem + key] = value }
            }
        case .range(let range, let step):
            let count = (range.upperBound - range.lowerBound) / step + 1
            for _ in 0..<64 {
                let value = "\(range.lowerBound + generator.below(count) * step)"
                guard !isTaken(["": value], values) else { continue }
                values[name] = value
                return
            }
            throw field.failure(.invalidValue, "no value is left for \"\(name)\"")
        case .text(let text): values[name] = try text.scoped(values).text()
        case .calculation(let formula):
            let text = try formula.scoped(values).text("a calculation such as ${a} + ${b}")
            do {
                values[name] = "\(try Formula.value(of: text))"
            } catch {
                throw formula.failure(.invalidValue, error.message, expected: "a calculation: \(text)")
            }
        case .spelling(let spelling, let text):
            values[name] = spelling.of(try text.scoped(values).text())
        }
    }

    private func isTaken(_ option: Option, _ values: [String: String]) -> Bool {
        unlike.contains { other in option.allSatisfy { values[other + $0.key] == $0.value } }
    }
}

extension Field {
    /// The same value, in which `${name}` stands for these.
    func scoped(_ values: [String: String]) -> Field {
        var copy = self
        copy.parameters = values
        return copy
    }
}
