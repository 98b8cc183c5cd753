/// A sum to be worked out, as keys and as a value.
package struct Expression: Hashable, Sendable {
    /// The numbers and operators in order: `["12", "*", "34"]`.
    package var tokens: [String]

    /// The expression without spaces: `12*34`.
    package var text: String { tokens.joined() }

    /// The same with small powers of numbers as products, which any keypad has keys for; where that would mean something
    /// else, behind a division, they are left.
    package var multipliedOut: Expression {
        var result: [String] = []
        var rest = tokens[...]
        while let token = rest.popFirst() {
            guard token == "^", let base = result.last, Double(base) != nil,
                let power = rest.first.flatMap({ Int($0) }), (2...4).contains(power),
                result.count == 1 || ["+", "-", "*", "("].contains(result[result.count - 2]),
                rest.dropFirst().first != "^"
            else {
                result.append(token)
                continue
            }
            rest.removeFirst()
            for _ in 1..<power { result += ["*", base] }
        }
        var product = self
        product.tokens = result
        return product
    }

    /// What it comes to, or `nil` when it is no sum (division by zero, unbalanced brackets).
    ///
    /// Used only to tell whether the application shows the result; the agent's answer is always
    /// read from the screen.
    package var value: Double? {
        var rest = tokens[...]
        guard let value = Self.sum(&rest), rest.isEmpty, value.isFinite else { return nil }
        return value
    }

    private static func sum(_ tokens: inout ArraySlice<String>) -> Double? {
        guard var value = product(&tokens) else { return nil }
        while let symbol = tokens.first, symbol == "+" || symbol == "-" {
            tokens.removeFirst()
            guard let next = product(&tokens) else { return nil }
            value = symbol == "+" ? value + next : value - next
        }
        return value
    }

    private static func product(_ tokens: inout ArraySlice<String>) -> Double? {
        guard var value = power(&tokens) else { return nil }
        while let symbol = tokens.first, symbol == "*" || symbol == "/" {
            tokens.removeFirst()
            guard let next = power(&tokens) else { return nil }
            value = symbol == "*" ? value * next : value / next
        }
        return value
    }

    private static func power(_ tokens: inout ArraySlice<String>) -> Double? {
        guard let base = atom(&tokens) else { return nil }
        guard tokens.first == "^" else { return base }
        tokens.removeFirst()
        guard let exponent = power(&tokens), exponent >= 0, exponent <= 64, exponent == exponent.rounded()
        else { return nil }
        return (0..<Int(exponent)).reduce(1.0) { value, _ in value * base }
    }

    private static func atom(_ tokens: inout ArraySlice<String>) -> Double? {
        guard let first = tokens.popFirst() else { return nil }
        if first == "-" { return atom(&tokens).map { -$0 } }
        if first == "(" {
            guard let value = sum(&tokens), tokens.popFirst() == ")" else { return nil }
            return value
        }
        return Double(first)
    }
}

extension Expression {
    /// Reads a sum in words or symbols: `12 times 34`, `7*6=`, `twelve plus (3 - 1)`.
    ///
    /// Returns `nil` for anything that is not a sum with at least one operator.
    package init?(reading phrase: Phrase) {
        var tokens: [String] = []
        var words = phrase.bare.words
        while let word = words.first {
            if word.isQuoted {
                guard let inner = Expression(reading: Phrase(word.text)) else { return nil }
                tokens += words.count == 1 && tokens.isEmpty ? inner.tokens : ["("] + inner.tokens + [")"]
                words.removeFirst()
            } else if let (symbols, count) = Self.spoken(words) {
                tokens += symbols
                words = words.dropFirst(count)
            } else if let (number, count) = Numbers.spoken(words.map(\.folded)) {
                tokens.append(number)
                words = words.dropFirst(count)
            } else if word.folded.hasSuffix("%"), let symbols = Self.written(String(word.folded.dropLast())) {
                words.removeFirst()
                let takesPart = words.first?.folded == "of"
                if takesPart { words.removeFirst() }
                tokens += symbols + (takesPart ? ["/", "100", "*"] : ["/", "100"])
            } else if let symbols = Self.written(word.folded) {
                tokens += symbols
                words.removeFirst()
            } else {
                return nil
            }
        }
        if tokens.last == "=" { tokens.removeLast() }
        self.tokens = tokens
        guard tokens.count > 1, value != nil || tokens.contains("/") else { return nil }
    }

    private static func spoken(_ words: ArraySlice<Word>) -> ([String], Int)? {
        for (text, symbols) in operators {
            let names = text.split(separator: " ")
            guard words.count >= names.count else { continue }
            if zip(names, words).allSatisfy({ String($0) == $1.folded }) { return (symbols, names.count) }
        }
        return nil
    }

    private static func written(_ text: String) -> [String]? {
        var tokens: [String] = []
        for character in text {
            if character.isNumber || character == "." {
                if let last = tokens.last, last.first?.isNumber == true || last.first == "." {
                    tokens[tokens.count - 1].append(character)
                } else {
                    tokens.append(String(character))
                }
            } else if character == "," {
                continue
            } else if let symbol = symbols[character] {
                tokens.append(symbol)
            } else {
                return nil
            }
        }
        return tokens
    }

    private static let symbols: [Character: String] = [
        "+": "+", "-": "-", "−": "-", "–": "-", "*": "*", "×": "*", "x": "*", "·": "*", "/": "/", "÷": "/",
        "∕": "/", "^": "^", "(": "(", ")": ")", "=": "=",
    ]

    private static let operators: [(String, [String])] = [
        ("multiplied by", ["*"]), ("divided by", ["/"]), ("to the power of", ["^"]), ("to the power", ["^"]),
        ("multiplied with", ["*"]), ("increased by", ["+"]),
        ("reduced by", ["-"]), ("decreased by", ["-"]), ("take away", ["-"]), ("less", ["-"]),
        ("added to", ["+"]),
        ("percent of", ["/", "100", "*"]), ("% of", ["/", "100", "*"]), ("times", ["*"]), ("plus", ["+"]),
        ("minus", ["-"]), ("over", ["/"]), ("squared", ["^", "2"]), ("cubed", ["^", "3"]), ("equals", ["="]),
    ]
}
