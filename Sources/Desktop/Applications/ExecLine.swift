/// The `Exec` key: quoting and field codes (Desktop Entry Specification 1.5, "The Exec key").
enum ExecLine {
    /// Splits a line into words; double quotes hold a word together, a backslash quotes within them.
    static func split(_ line: String) -> [String] {
        var words: [String] = []
        var word = ""
        var isWord = false
        var isQuoted = false
        var rest = line[...]
        while let character = rest.popFirst() {
            switch character {
            case "\"":
                isQuoted.toggle()
                isWord = true
            case "\\":
                if let next = rest.popFirst() { word.append(next) }
                isWord = true
            case " " where !isQuoted, "\t" where !isQuoted:
                if isWord { words.append(word) }
                word = ""
                isWord = false
            default:
                word.append(character)
                isWord = true
            }
        }
        if isWord { words.append(word) }
        return words
    }

    /// Expands field codes.
    ///
    /// `%f` and `%u` take one argument, `%F` and `%U` all; where there is no code for them, they
    /// come last. Codes of older versions of the specification are dropped.
    static func expand(_ application: Application, arguments: [String]) -> [String] {
        var result: [String] = []
        var isTaken = false
        for word in application.exec {
            switch word {
            case "%F", "%U":
                result += arguments
                isTaken = true
            case "%i": continue
            default:
                var text = ""
                var isEmptyCode = false
                var rest = word[...]
                while let character = rest.popFirst() {
                    guard character == "%", let code = rest.popFirst() else {
                        text.append(character)
                        continue
                    }
                    switch code {
                    case "%": text.append("%")
                    case "c": text += application.name
                    case "k": text += application.file
                    case "f", "u", "F", "U":
                        text += arguments.first ?? ""
                        isEmptyCode = arguments.isEmpty
                        isTaken = true
                    default: isEmptyCode = true
                    }
                }
                if !text.isEmpty || !isEmptyCode { result.append(text) }
            }
        }
        return isTaken ? result : result + arguments
    }
}
