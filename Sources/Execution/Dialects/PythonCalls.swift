/// A call in Python source, with literal arguments: `pyautogui.click(10, y=20)`.
struct PythonCall: Hashable, Sendable {
    /// The dotted name that is called; without arguments for a bare name such as `WAIT`.
    var name: String
    var positional: [PythonLiteral] = []
    var keywords: [String: PythonLiteral] = [:]
    var line: Int
}

/// A literal of Python.
enum PythonLiteral: Hashable, Sendable {
    case integer(Int)
    case float(Double)
    case string(String)
    case list([PythonLiteral])
    case boolean(Bool)
    case none
}

/// Reads straight-line Python of calls with literal arguments.
///
/// Imports, comments and blank lines are passed over; everything else (assignments, control flow,
/// expressions) is an error, because it could only be understood by running it.
struct PythonCalls {
    private let source: [Character]
    private var at = 0
    private var line = 1

    static func parse(_ text: String) throws(ExecutionError) -> [PythonCall] {
        var parser = PythonCalls(text)
        return try parser.statements()
    }

    private init(_ text: String) { source = Array(text) }

    private mutating func statements() throws(ExecutionError) -> [PythonCall] {
        var calls: [PythonCall] = []
        while true {
            skipBlank(lines: true)
            guard let next = peek() else { return calls }
            if next == ";" {
                advance()
                continue
            }
            guard next.isLetter || next == "_" else { throw error("expected a call, found \"\(next)\"") }
            let name = dottedName()
            if name == "import" || name == "from" {
                skipLine()
                continue
            }
            var call = PythonCall(name: name, line: line)
            skipBlank(lines: false)
            if peek() == "(" { try arguments(into: &call) }
            calls.append(call)
            skipBlank(lines: false)
            guard let end = peek() else { return calls }
            guard end.isNewline || end == ";" else {
                throw error("expected the end of the statement after \(name), found \"\(end)\"")
            }
        }
    }

    private mutating func arguments(into call: inout PythonCall) throws(ExecutionError) {
        advance()
        while true {
            skipBlank(lines: true)
            guard let next = peek() else { throw error("\(call.name)( is not closed") }
            if next == ")" {
                advance()
                return
            }
            if next.isLetter || next == "_", let keyword = keyword() {
                call.keywords[keyword] = try literal()
            } else {
                guard call.keywords.isEmpty else { throw error("a positional argument follows a keyword") }
                call.positional.append(try literal())
            }
            skipBlank(lines: true)
            if peek() == "," {
                advance()
            } else if peek() != ")" {
                throw error("expected , or ) in \(call.name)")
            }
        }
    }

    /// Reads `name =`, or reads nothing when what follows is a value.
    private mutating func keyword() -> String? {
        let (start, startLine) = (at, line)
        let name = dottedName()
        skipBlank(lines: true)
        if peek() == "=" {
            advance()
            skipBlank(lines: true)
            return name
        }
        (at, line) = (start, startLine)
        return nil
    }

    private mutating func literal(depth: Int = 0) throws(ExecutionError) -> PythonLiteral {
        guard depth < 8 else { throw error("lists are nested too deeply") }
        guard let next = peek() else { throw error("expected a value") }
        switch next {
        case "[", "(":
            advance()
            var items: [PythonLiteral] = []
            let close: Character = next == "[" ? "]" : ")"
            while true {
                skipBlank(lines: true)
                if peek() == close {
                    advance()
                    return .list(items)
                }
                items.append(try literal(depth: depth + 1))
                skipBlank(lines: true)
                if peek() == "," {
                    advance()
                } else if peek() != close {
                    throw error("expected , or \(close)")
                }
            }
        case "\"", "'":
            var text = try string(raw: false)
            // Adjacent literals are one string.
            skipBlank(lines: true)
            while let quote = peek(), quote == "\"" || quote == "'" {
                text += try string(raw: false)
                skipBlank(lines: true)
            }
            return .string(text)
        case "-", "+", ".", "0"..."9": return try number()
        default:
            let word = dottedName()
            if let quote = peek(), quote == "\"" || quote == "'" {
                switch word.lowercased() {
                case "r": return .string(try string(raw: true))
                case "u": return .string(try string(raw: false))
                default: throw error("a string with the prefix \(word) has to be run to be understood")
                }
            }
            switch word {
            case "True": return .boolean(true)
            case "False": return .boolean(false)
            case "None": return .none
            case "pyautogui.PRIMARY", "pyautogui.LEFT": return .string("left")
            case "pyautogui.SECONDARY", "pyautogui.RIGHT": return .string("right")
            case "pyautogui.MIDDLE": return .string("middle")
            default: throw error("expected a literal, found \"\(word.isEmpty ? String(next) : word)\"")
            }
        }
    }

    private mutating func number() throws(ExecutionError) -> PythonLiteral {
        var text = ""
        while let next = peek(), next.isNumber || "+-._eE".contains(next) {
            if next != "_" { text.append(next) }
            advance()
        }
        if let integer = Int(text) { return .integer(integer) }
        if let float = Double(text), float.isFinite { return .float(float) }
        throw error("\"\(text)\" is no number")
    }

    private mutating func string(raw: Bool) throws(ExecutionError) -> String {
        guard let quote = peek() else { throw error("expected a string") }
        let triple = starts(with: [quote, quote, quote])
        for _ in 0..<(triple ? 3 : 1) { advance() }
        var text = ""
        while let next = peek() {
            if triple ? starts(with: [quote, quote, quote]) : next == quote {
                for _ in 0..<(triple ? 3 : 1) { advance() }
                return text
            }
            if next.isNewline && !triple { break }
            advance()
            if next == "\\" {
                if raw {
                    text.append("\\")
                    if let after = peek() {
                        text.append(after)
                        advance()
                    }
                } else {
                    text += try escape()
                }
            } else {
                text.append(next)
            }
        }
        throw error("a string is not closed")
    }

    private mutating func escape() throws(ExecutionError) -> String {
        guard let code = peek() else { throw error("a string is not closed") }
        advance()
        switch code {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "\\", "'", "\"": return String(code)
        case "x": return try scalar(digits: 2)
        case "u": return try scalar(digits: 4)
        case "U": return try scalar(digits: 8)
        default:
            if code.isNewline { return "" }
            // As Python does: an unknown escape is kept as it stands.
            return "\\" + String(code)
        }
    }

    private mutating func scalar(digits: Int) throws(ExecutionError) -> String {
        var text = ""
        while text.count < digits, let next = peek(), next.isHexDigit {
            text.append(next)
            advance()
        }
        guard text.count == digits, let value = UInt32(text, radix: 16), let scalar = Unicode.Scalar(value)
        else { throw error("\\x, \\u or \\U is not followed by a character's number") }
        return String(Character(scalar))
    }

    private mutating func dottedName() -> String {
        var name = ""
        while let next = peek(), next.isLetter || next.isNumber || next == "_" || next == "." {
            name.append(next)
            advance()
        }
        return name
    }

    private mutating func skipBlank(lines: Bool) {
        while let next = peek() {
            if next == "#" {
                while let inside = peek(), !inside.isNewline { advance(over: inside) }
            } else if next == " " || next == "\t" || (lines && next.isNewline) {
                advance()
            } else {
                return
            }
        }
    }

    private mutating func skipLine() { while let next = peek(), !next.isNewline { advance(over: next) } }

    private func peek() -> Character? { at < source.count ? source[at] : nil }

    private func starts(with text: [Character]) -> Bool {
        at + text.count <= source.count && Array(source[at..<at + text.count]) == text
    }

    private mutating func advance(over _: Character = " ") {
        if let next = peek(), next.isNewline { line += 1 }
        at += 1
    }

    private func error(_ what: String) -> ExecutionError {
        ExecutionError(.malformed, "pyautogui", "line \(line): \(what)")
    }
}
