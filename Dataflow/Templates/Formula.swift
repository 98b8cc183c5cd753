/// A calculation in whole numbers: `+ - * /`, brackets and signs, with the usual precedence.
///
/// A division must come out even.
struct Formula {
    /// Why a formula has no value.
    struct Problem: Error {
        var message: String
    }

    private var rest: Substring

    /// Returns the value of a formula such as `(12 + 30) * 4`.
    static func value(of text: String) throws(Problem) -> Int {
        var formula = Formula(rest: text[...])
        let value = try formula.sum(depth: 0)
        formula.skipSpace()
        guard formula.rest.isEmpty else {
            throw Problem(message: "\"\(formula.rest.prefix(20))\" makes no sense in \"\(text)\"")
        }
        return value
    }

    private mutating func sum(depth: Int) throws(Problem) -> Int {
        var value = try product(depth)
        while let sign = take("+-") {
            let next = try product(depth)
            value = try whole(
                sign == "+" ? value.addingReportingOverflow(next) : value.subtractingReportingOverflow(next)
            )
        }
        return value
    }

    private mutating func product(_ depth: Int) throws(Problem) -> Int {
        var value = try factor(depth)
        while let sign = take("*/") {
            let next = try factor(depth)
            if sign == "*" {
                value = try whole(value.multipliedReportingOverflow(by: next))
                continue
            }
            guard next != 0 else { throw Problem(message: "this divides by zero") }
            guard value % next == 0 else { throw Problem(message: "\(value) / \(next) is no whole number") }
            value /= next
        }
        return value
    }

    private mutating func factor(_ depth: Int) throws(Problem) -> Int {
        guard depth < 64 else { throw Problem(message: "the brackets are nested too deeply") }
        if let sign = take("+-") {
            let value = try factor(depth + 1)
            return sign == "-" ? try whole((0).subtractingReportingOverflow(value)) : value
        }
        if take("(") != nil {
            let value = try sum(depth: depth + 1)
            guard take(")") != nil else { throw Problem(message: "a bracket is not closed") }
            return value
        }
        skipSpace()
        let digits = rest.prefix { ("0"..."9").contains($0) }
        guard let value = Int(digits), value <= Self.limit else {
            throw Problem(message: "expected a whole number at \"\(rest.prefix(20))\"")
        }
        rest = rest.dropFirst(digits.count)
        return value
    }

    /// What no value may exceed, so that quotients cannot overflow either.
    private static let limit = 1_000_000_000_000_000

    private func whole(_ result: (partialValue: Int, overflow: Bool)) throws(Problem) -> Int {
        guard !result.overflow, (-Self.limit...Self.limit).contains(result.partialValue) else {
            throw Problem(message: "the value is too large")
        }
        return result.partialValue
    }

    private mutating func take(_ choices: String) -> Character? {
        skipSpace()
        guard let first = rest.first, choices.contains(first) else { return nil }
        rest = rest.dropFirst()
        return first
    }

    private mutating func skipSpace() { rest = rest.drop { $0 == " " } }
}
