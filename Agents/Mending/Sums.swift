import Core
import Foundation

/// Works out the sum or equation that a screen asks about, where a small model only guesses at its result.
///
/// `7 x 4 =` and `x - 8 = 96` are read; of several the field must be called by one. A number that the goal tells is not
/// touched.
struct Sums: Answering {
    private let goal: String
    /// What each sum on the screen comes to.
    private let results: [String: String]

    init(of goal: String, seeing observation: Observation) {
        self.goal = goal
        var results: [String: String] = [:]
        for element in observation.elements where element.isOnScreen {
            for text in [element.name, element.value ?? ""] where text.contains("=") && text.count <= 60 {
                if let value = Self.result(of: text) { results[text] = Self.written(value) }
            }
        }
        self.results = results
    }

    /// Returns an action, as it is written, with the number it writes worked out; `nil` where it answers no sum.
    func answered(_ line: String) -> String? {
        guard line.hasPrefix("set "), line.hasSuffix("\""), let mark = line.ranges(of: " to \"").last else {
            return nil
        }
        let number = line[mark.upperBound...].dropLast()
        guard !number.isEmpty, number.allSatisfy({ $0.isNumber || "-.".contains($0) }),
            !goal.split(whereSeparator: { $0.isWhitespace || "\",;:".contains($0) }).contains(number)
        else { return nil }
        let field = line[..<mark.lowerBound]
        let own = results.filter { field.contains("\"\($0.key)\"") }
        let fitting = own.isEmpty ? results : own
        guard fitting.count == 1, let result = fitting.first?.value else { return nil }
        return line[..<mark.upperBound] + result + "\""
    }

    /// What a sum or an equation comes to; `nil` for what is neither, or has no one answer.
    private static func result(of text: String) -> Double? {
        let sides = text.split(separator: "=", omittingEmptySubsequences: false).map { side in
            side.trimmingCharacters(in: .whitespaces.union(CharacterSet(charactersIn: "?")))
        }
        guard sides.count == 2, !sides[0].isEmpty else { return nil }
        if sides[1].isEmpty { return Expression(reading: Phrase(sides[0]))?.value }
        let letters = Set(text.filter(\.isLetter))
        guard letters.count == 1, let unknown = letters.first, text.contains(where: \.isNumber) else {
            return nil
        }
        func difference(_ value: Double) -> Double? {
            guard let left = number(sides[0], where: unknown, is: value),
                let right = number(sides[1], where: unknown, is: value)
            else { return nil }
            return left - right
        }
        guard let zero = difference(0), let one = difference(1), let two = difference(2), zero != one,
            abs(two - 2 * one + zero) < 1e-9
        else { return nil }
        return zero / (zero - one)
    }

    /// What one side of an equation comes to where the unknown has a value.
    private static func number(_ side: String, where unknown: Character, is value: Double) -> Double? {
        var text = ""
        for character in side {
            if character == unknown {
                if text.last?.isNumber ?? false { text += " * " }
                text += "(\(written(value)) + 0)"
            } else {
                text.append(character)
            }
        }
        return Double(text) ?? Expression(reading: Phrase(text))?.value
    }

    private static func written(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15
            ? String(Int(value)) : String(format: "%.6g", locale: Locale(identifier: "en"), value)
    }
}
