/// The same lesson with other texts: what a goal tells literally and an answer copies is exchanged for words drawn by
/// chance, wherever it stands.
///
/// Templates have few texts to write and few names to choose. A model that sees them a hundred times learns them by
/// heart and misspells all others; one that never sees a text twice can only learn to copy.
package enum FreshTexts {
    /// What is asked and answered: the screen, the goal with the history, and the answer.
    package struct Texts: Equatable, Sendable {
        package var prefix: String
        package var prompt: String
        package var target: String

        package init(prefix: String, prompt: String, target: String) {
            self.prefix = prefix
            self.prompt = prompt
            self.target = target
        }
    }

    /// Returns a lesson with fresh texts; `nil` where it copies nothing that could be another text as well.
    ///
    /// - Parameters:
    ///   - goal: The goal as it stands in the prompt.
    ///   - turn: Chooses the texts.
    package static func of(_ texts: Texts, goal: String, turn: UInt64) -> Texts? {
        let literals = literals(of: texts, goal: goal)
        guard !literals.isEmpty else { return nil }
        var random = Draw(state: turn)
        var exchange: [(old: String, new: String)] = []
        for literal in literals.sorted(by: { ($1.count, $0) < ($0.count, $1) }) {
            var new = fresh(like: literal, &random)
            while exchange.contains(where: { $0.new == new }) || goal.holds(new) || texts.prefix.holds(new) {
                new = fresh(like: literal, &random)
            }
            exchange.append((literal, new))
        }
        let result = Texts(
            prefix: texts.prefix.exchanging(exchange),
            prompt: texts.prompt.exchanging(exchange),
            target: texts.target.exchanging(exchange)
        )
        // A text that stands somewhere in another form would be told in one way and asked for in another.
        let all = (result.prefix + result.prompt + result.target).lowercased()
        guard exchange.allSatisfy({ !all.contains($0.old.lowercased()) }) else { return nil }
        return result
    }

    /// The texts that an answer or the history copies from the goal, and that are no part of the interface.
    private static func literals(of texts: Texts, goal: String) -> [String] {
        var found: [String] = []
        for line in (texts.prompt + "\n" + texts.target).split(separator: "\n") {
            let action = line.hasPrefix("- ") ? line.dropFirst(2) : line
            for literal in copied(by: action)
            where !found.contains(literal) && isFree(literal, in: texts, goal) {
                found.append(literal)
            }
        }
        return found
    }

    /// What a line of an answer writes or chooses: typed texts line by line, the name of an entry of a list.
    private static func copied(by line: Substring) -> [String] {
        if line.hasPrefix("type \"") || line.hasPrefix("set text ") {
            guard line.hasSuffix("\"") else { return [] }
            let start =
                line.hasPrefix("type ")
                ? line.firstIndex(of: "\"")
                : line.firstRange(of: " to \"").map {
                    line.index(before: $0.upperBound)
                }
            guard let start else { return [] }
            let text = line[line.index(after: start)...].dropLast()
            return text.components("\\n").map { $0.trimmed }.filter {
                !$0.contains("\\") && !$0.contains("\"")
            }
        }
        for role in entries where line.hasPrefix("click \(role) \"") && line.hasSuffix("\"") {
            return [String(line.dropFirst("click \(role) \"".count).dropLast())]
        }
        return []
    }

    /// Roles of what a list or a folder holds: data that could be called anything.
    private static let entries = ["table cell", "list item", "icon", "check box"]

    /// Whether a text could be any other: words, no number, formula, address or command, told once by the goal, and
    /// nowhere in the name of a control.
    private static func isFree(_ literal: String, in texts: Texts, _ goal: String) -> Bool {
        guard literal.count(where: \.isLetter) >= 3, literal.first?.isNumber == false,
            literal.allSatisfy({ $0.isLetter || $0.isNumber || " '.,!?_-".contains($0) }),
            goal.places(of: literal) == 1
        else { return false }
        let screen = texts.prefix.split(separator: "\n").filter { !isData($0, literal) }
        let answer = texts.target.split(separator: "\n").filter {
            !$0.hasPrefix("type ") && !$0.hasPrefix("set text ") && !isData($0, literal)
        }
        return !(screen + answer).contains { String($0).lowercased().holds(literal.lowercased()) }
    }

    /// Whether a line of a screen or an answer shows what is in a document, a field or a list.
    private static func isData(_ line: Substring, _ literal: String) -> Bool {
        if ["text", "password text", "window ", "page tab "].contains(where: line.hasPrefix) { return true }
        return entries.contains { role in
            line.hasPrefix("\(role) \"\(literal)\"") || line.hasPrefix("click \(role) \"\(literal)\"")
        }
    }

    /// A text of the same kind: a file name for one, a word for a word, some words for some.
    private static func fresh(like literal: String, _ random: inout Draw) -> String {
        if let dot = literal.lastIndex(of: "."), literal[dot...].count <= 5, literal[dot...].count > 1,
            literal.last != "."
        {
            let stem = literal[..<dot]
            let isCapital = stem.first?.isUppercase ?? false
            var words = [word(&random)]
            if random.below(3) == 0 { words.append(word(&random)) }
            var name = words.joined(separator: ["-", "_", ""][random.below(3)])
            if random.below(6) == 0 { name += "\(1 + random.below(99))" }
            return (isCapital ? name.capitalizedFirst : name) + literal[dot...]
        }
        let words = literal.split(separator: " ")
        var made: [String] = []
        let count = words.count == 1 ? 1 : max(2, min(7, words.count + random.below(4) - 1))
        for position in 0..<count {
            let isJoint = position > 0 && position < count - 1 && random.below(3) == 0
            made.append(isJoint ? joints[random.below(joints.count)] : word(&random))
        }
        if words.count > 1, random.below(8) == 0 { made[count - 1] = "\(1 + random.below(999))" }
        // Names are capitalised word by word, sentences at their beginning.
        if words.count > 1, words.allSatisfy({ $0.first?.isUppercase ?? false }) {
            made = made.map(\.capitalizedFirst)
        }
        var text = made.joined(separator: words.count == 1 ? "" : " ")
        if literal.first?.isUppercase ?? false { text = text.capitalizedFirst }
        if let last = literal.last, ".!?".contains(last) { text.append(last) }
        return text
    }

    /// A word that is known, and in one of four cases one that nobody knows.
    private static func word(_ random: inout Draw) -> String {
        guard random.below(4) == 0 else { return words[random.below(words.count)] }
        return (0..<(2 + random.below(2))).map { _ in syllables[random.below(syllables.count)] }.joined()
    }

    private static let joints = [
        "of", "the", "for", "at", "and", "with", "in", "to", "on", "is", "by", "from", "a",
    ]

    private static let syllables = [
        "ba", "bel", "bor", "ca", "dra", "del", "do", "fen", "fi", "gal", "go", "han", "hu", "in", "ja",
        "kel", "kin",
        "la", "len", "lo", "mar", "mi", "mo", "na", "nel", "no", "or", "pa", "pel", "po", "qui", "ra", "ren",
        "ro",
        "sa", "sel", "so", "ta", "tel", "ti", "tor", "un", "va", "vel", "vi", "wen", "xa", "yo", "zan", "zu",
    ]

    private static let words = """
        acorn actor album alley almond amber anchor answer apple apron arrow artist atlas autumn badge baker balcony ball \
        bamboo banana banner barley barn basket beach beacon beaver bell berry bicycle birch biscuit blanket bottle \
        breakfast breeze brick bridge broom brother brush bucket builder butter button cabbage cabin cable camel camera \
        candle canoe canvas captain carbon carpet carrot castle ceiling cellar cement chalk chapel cherry chess chicken \
        chimney cinema circle circus clay cliff clock clover coast cobalt coffee coin comet compass concert cook copper \
        coral corner cotton cousin crane crater cricket crown crystal curtain cushion daisy dancer daughter deer delta \
        dentist desert diamond dinner doctor dolphin donkey dragon drawer drum duck eagle earring east elbow elephant \
        ember emerald engine evening falcon farmer feather fence ferry festival fiddle field finger flag flame flour \
        flower flute forest fork fountain fox friend frost fruit gallery garage garden garlic gate ghost giant ginger \
        glacier glass glove goat grain granite grape grass gravel guest guitar hammer harbour harvest hazel heron hill \
        honey horizon horse hotel hour husband ice insect island ivory jacket jasmine jelly jewel journey judge juice \
        jungle kettle keyhole king kitchen kitten knight ladder lagoon lake lamp lantern laundry lawyer leaf leather \
        lemon library lighthouse lily lime lion lizard lobster luggage lunch magnet mango maple marble market meadow \
        medal melon mermaid metal midnight milk mill mirror mole monkey morning mosaic moss mother mountain mouse \
        museum mustard needle neighbour nephew nickel night north nurse nutmeg oak ocean olive onion opera orange \
        orchard otter oven owl oyster paddle painter palace panther paper parade parcel parrot pasture peach peanut \
        pear pebble pelican pencil penguin pepper piano picnic pigeon pillow pilot pine pirate planet plate \
        plum pocket poem pond pony poppy potato powder prince pumpkin puppet puzzle quartz queen rabbit radio railway \
        rain raven recipe rescue ribbon rice river robin rocket roof rooster rope rose ruby saddle sailor salad salmon \
        salt sand sandal sapphire scarf school scissors seal season shadow shelf shepherd ship shower silver singer \
        sister skater sketch sleeve smoke snail soap soldier soup south sparrow spider spinach spoon spring squirrel \
        stable station statue steam stone storm stove straw street sugar suitcase summer sunset swan sweater table \
        tailor teacher temple tent theatre thunder ticket tiger timber toast tomato torch tower tractor train treasure \
        trumpet tulip tunnel turtle uncle valley vanilla velvet village violin visitor voyage waffle wagon walnut \
        water weather wedding west whale wheat whistle willow window winter wolf wood wool yard yellow zebra \
        bitter bold bright broken busy calm clean clever cloudy cold cosy crooked curious dark deep dry early empty \
        fancy fast fresh gentle golden great green happy heavy hollow hungry kind large late lazy light little lonely \
        long loud lucky narrow new noisy old pale plain polite proud purple quick quiet rare rich rough round rusty \
        salty scarlet sharp short shy simple sleepy slow small smooth soft sour steep strange strong sunny sweet tall \
        thick thin tidy tiny warm weak wet white wide wild wise wooden young \
        arrives asks begins bends brings builds buys calls carries climbs closes comes cooks counts covers crosses \
        dances draws drinks drives eats ends falls feeds finds flies follows forgets gives grows hears helps holds \
        hopes keeps knows laughs leads learns leaves lends likes lives looks loses makes meets moves needs opens orders \
        paints pays plays pulls reads rents rests returns rides rings runs sails sees sells sends shares shines sings \
        sits sleeps smells speaks stands starts stays swims takes teaches tells thinks throws travels tries waits walks \
        wants washes wears wins works writes
        """.split(whereSeparator: \.isWhitespace).map(String.init)
}

extension String {
    /// How often a text stands in this one as whole words.
    fileprivate func places(of text: String) -> Int { ranges(of: text).count(where: isWhole) }

    fileprivate func holds(_ text: String) -> Bool { places(of: text) > 0 }

    /// Returns the text with others in the place of some that are whole words; of several that fit, the first.
    fileprivate func exchanging(_ exchange: [(old: String, new: String)]) -> String {
        var result = ""
        var place = startIndex
        while place < endIndex {
            let rest = self[place...]
            let fit = exchange.first { old, _ in
                guard rest.hasPrefix(old) else { return false }
                return isWhole(place..<index(place, offsetBy: old.count))
            }
            if let fit {
                result += fit.new
                place = index(place, offsetBy: fit.old.count)
            } else {
                result.append(self[place])
                place = index(after: place)
            }
        }
        return result
    }

    /// Whether no word goes on at either side; a written line end before it is none.
    private func isWhole(_ range: Range<String.Index>) -> Bool {
        let before = self[..<range.lowerBound]
        let after = self[range.upperBound...].first
        let goesOn = before.last.map(\.isWord) ?? false
        return (!goesOn || before.hasSuffix("\\n")) && !(after.map(\.isWord) ?? false)
    }

    fileprivate var capitalizedFirst: String { (first?.uppercased() ?? "") + dropFirst() }
}

extension Character {
    fileprivate var isWord: Bool { isLetter || isNumber || self == "_" }
}

extension Substring {
    /// The parts between occurrences of a separator.
    fileprivate func components(_ separator: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = self
        while let range = rest.firstRange(of: separator) {
            parts.append(rest[..<range.lowerBound])
            rest = rest[range.upperBound...]
        }
        return parts + [rest]
    }

    fileprivate var trimmed: String {
        var text = self
        while text.first == " " { text.removeFirst() }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
