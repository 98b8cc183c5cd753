/// How well a user's words fit the words on the screen.
package enum Match {
    /// Returns how well `phrase` names something called `name`: 0 nothing in common, 1 the same.
    package static func score(_ phrase: String, _ name: String) -> Double {
        let (left, right) = (normalized(phrase), normalized(name))
        guard !left.isEmpty, !right.isEmpty else { return 0 }
        if left == right { return 1 }
        if spoken[left] == right { return 0.95 }
        let (wanted, offered) = (content(left), content(right))
        guard !wanted.isEmpty, !offered.isEmpty else { return 0 }
        if wanted == offered { return 0.97 }
        let common = wanted.map { word in offered.map { likeness(word, $0) }.max() ?? 0 }.reduce(0, +)
        let found = offered.map { word in wanted.map { likeness(word, $0) }.max() ?? 0 }.reduce(0, +)
        guard common > 0 else { return 0 }
        let (recall, precision) = (common / Double(wanted.count), found / Double(offered.count))
        return 0.9 * (0.65 * recall + 0.35 * precision)
    }

    /// Lower case, one kind of operator signs, without outer space, ellipsis or colon.
    package static func normalized(_ text: String) -> String {
        var result = ""
        for character in text.lowercased() {
            if let plain = signs[character] {
                result.append(plain)
            } else if character.isWhitespace {
                if !result.isEmpty, result.last != " " { result.append(" ") }
            } else if !isControl(character) {
                result.append(character)
            }
        }
        while result.count > 1, let last = result.last, " …:*".contains(last) { result.removeLast() }
        while result.count > 3, result.hasSuffix("...") { result.removeLast(3) }
        return result
    }

    /// The words that carry meaning, in one spelling, without articles and names of kinds of widgets.
    package static func content(_ text: String) -> [String] {
        let all = words(text)
        let meaningful = all.filter { !stopWords.contains($0) }
        let named = meaningful.filter { !widgetWords.contains($0) }
        return named.isEmpty ? meaningful : named
    }

    /// All words in one spelling.
    package static func words(_ text: String) -> [String] {
        normalized(text).split { !($0.isLetter || $0.isNumber || $0 == "-" || $0 == "'") }
            .flatMap { word -> [String] in
                let joined = word.filter { $0 != "-" && $0 != "'" }
                if let canonical = synonyms[joined] { return [canonical] }
                return word.split(separator: "-").map { stem($0.filter { $0 != "'" }) }
            }
            .filter { !$0.isEmpty }
    }

    private static func stem(_ word: String) -> String {
        if let canonical = synonyms[word] { return canonical }
        var word = word
        if word.count > 4, word.hasSuffix("ies") { return String(word.dropLast(3)) + "y" }
        if word.count > 3, word.hasSuffix("s"), !word.hasSuffix("ss") { word.removeLast() }
        if let canonical = synonyms[word] { return canonical }
        if word.count > 5, word.hasSuffix("our") { return String(word.dropLast(3)) + "or" }
        return word
    }

    /// Returns whether a text holds the words of a name one after the other, in the same letters.
    package static func holds(_ text: String, _ name: String) -> Bool {
        func spaced(_ text: String) -> String {
            " \(text.split { !($0.isLetter || $0.isNumber) }.joined(separator: " ")) "
        }
        return spaced(text).contains(spaced(name))
    }

    /// 1 for the same word, less for one that is begun by the other or mistyped by a letter.
    private static func likeness(_ left: String, _ right: String) -> Double {
        if left == right { return 1 }
        let (short, long) = left.count < right.count ? (left, right) : (right, left)
        if short.count >= 4, long.hasPrefix(short) { return 0.8 }
        if short.count >= 6, isNear(Array(left), Array(right)) { return 0.75 }
        return 0
    }

    /// Whether one letter was put in, left out, changed, or swapped with its neighbour.
    private static func isNear(_ left: [Character], _ right: [Character]) -> Bool {
        guard abs(left.count - right.count) <= 1 else { return false }
        var start = 0
        while start < left.count, start < right.count, left[start] == right[start] { start += 1 }
        var (end, other) = (left.count, right.count)
        while end > start, other > start, left[end - 1] == right[other - 1] {
            end -= 1
            other -= 1
        }
        let (removed, added) = (end - start, other - start)
        if removed <= 1, added <= 1 { return true }
        return removed == 2 && added == 2 && left[start] == right[start + 1]
            && left[start + 1] == right[start]
    }

    private static func isControl(_ character: Character) -> Bool {
        character.unicodeScalars.contains { $0.properties.generalCategory == .control }
    }

    private static let signs: [Character: Character] = [
        "×": "*", "÷": "/", "∕": "/", "−": "-", "–": "-", "’": "'", "“": "\"", "”": "\"",
    ]

    /// What people call the signs on buttons.
    private static let spoken: [String: String] = [
        "plus": "+", "minus": "-", "times": "*", "multiply": "*", "divide": "/", "divided by": "/",
        "equals": "=",
        "equal": "=", "point": ".", "dot": ".", "comma": ",", "percent": "%", "zero": "0", "one": "1",
        "two": "2",
        "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "x": "*",
    ]

    /// Words of the same meaning wherever they stand on a form or menu.
    private static let synonyms: [String: String] = [
        "telephone": "phone", "tel": "phone", "email": "email", "mail": "email", "directory": "folder",
        "surname": "lastname", "grey": "gray", "zip": "postcode", "zipcode": "postcode", "centre": "center",
        "picture": "image", "photo": "image", "quit": "exit", "colour": "color", "dialogue": "dialog",
    ]

    private static let stopWords: Set<String> = [
        "the", "a", "an", "to", "of", "in", "on", "for", "and", "with", "it", "is", "my", "your", "this",
        "that", "at",
        "by", "as", "from", "into", "please",
    ]

    /// Words for kinds of widgets, which say where to look rather than what for.
    package static let widgetWords: Set<String> = [
        "button", "key", "field", "box", "checkbox", "entry", "input", "menu", "tab", "link", "icon",
        "option", "item",
        "list", "dropdown", "combo", "switch", "label", "cell", "row", "window", "dialog", "form", "radio",
        "slider",
    ]
}
