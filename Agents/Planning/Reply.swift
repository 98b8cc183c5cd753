import Core

/// What a trained model wrote: the next action, and what it foresees after that.
struct Reply: Sendable {
    /// The action as it was written.
    var text = ""
    /// The action; `nil` where what was written is none.
    var action: Action?
    /// The calibrated probability of the action, 0 to 1.
    var probability = 0.0
    /// What it foresees after the action.
    var rest: [Foresight.Line] = []
    /// The logarithm of the probability of all that was written, in nats.
    var whole = 0.0
    /// Tokens written.
    var written = 0

    /// The same with texts of the goal spelled as they are there.
    func mended(by copying: Copying) -> Reply {
        var reply = self
        reply.text = copying.mended(text)
        for index in reply.rest.indices { reply.rest[index].text = copying.mended(rest[index].text) }
        return reply
    }

    /// The same with what a rule knows better of the whole way.
    func mended(by rule: any Mending) -> Reply {
        var reply = self
        let way = rule.mended([text] + rest.map(\.text))
        reply.text = way[0]
        for index in reply.rest.indices { reply.rest[index].text = way[index + 1] }
        return reply
    }

    /// The same with what can be worked out in its place; what a rule works out is as good as sure.
    ///
    /// - Parameter spent: Actions that would be in vain.
    func answered(by rule: any Answering, without spent: Set<String> = []) -> Reply {
        var reply = self
        if let answer = rule.answered(text), !spent.contains(answer) {
            reply.text = answer
            reply.probability = max(probability, Self.workedOut)
        }
        for index in reply.rest.indices {
            guard let answer = rule.answered(rest[index].text) else { continue }
            reply.rest[index].text = answer
            reply.rest[index].probability = max(rest[index].probability, Self.workedOut)
        }
        return reply
    }

    private static let workedOut = 0.9

    /// The texts it types or fills in.
    var texts: [String] {
        ([text] + rest.map(\.text)).compactMap(WrittenText.of).filter { !$0.isEmpty }
    }

    /// Whether it is the way to the end, as far as the model foresees.
    var isWholeWay: Bool { rest.last?.text == Foresight.end }

    /// Whether the way holds every file, path and address of a goal to the letter, which a small model shortens where they
    /// are long, and every text between quotes, of which it may leave one out; but for those that only tell what something
    /// begins or ends with, or contains.
    func tells(_ goal: String) -> Bool {
        let way = ([text] + rest.map(\.text)).joined(separator: "\n")
        let words = Phrase(goal).words
        let quoted = words.indices.filter { words[$0].isQuoted && !Self.isDescribed(words[..<$0]) }
            .map { Match.normalized(words[$0].text) }
        let plain = Match.normalized(way.replacing("\\\"", with: "\"").replacing("\\n", with: " "))
        return PlaceNames.of(goal).allSatisfy(way.contains) && quoted.allSatisfy(plain.contains)
    }

    /// Whether something is described by the text behind these words: "an item that ends with".
    private static func isDescribed(_ before: ArraySlice<Word>) -> Bool {
        let last = before.suffix(2).filter { !$0.isQuoted }.map(\.folded)
        guard let word = last.last else { return false }
        return parts.contains(word)
            || word == "with" && last.count == 2 && last.first.map(parts.contains) ?? false
    }

    private static let parts: Set<String> = [
        "starts", "starting", "begins", "beginning", "ends", "ending", "contains", "containing",
    ]
}

/// The lines of a reply while it is written.
struct ReplyLines {
    /// The texts so far, with the logarithm of the probability of each, in nats.
    private(set) var lines = [Foresight.Line(text: "", probability: 0)]
    /// Tokens so far.
    private(set) var tokens = 0

    /// Takes the next piece; its probability counts for the line it ends in.
    mutating func take(_ piece: Piece) {
        for (number, part) in piece.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        {
            if number > 0 { lines.append(Foresight.Line(text: "", probability: 0)) }
            lines[lines.count - 1].text += part
        }
        lines[lines.count - 1].probability += piece.logProbability
        tokens += piece.tokens
    }

    /// Whether the same line came so often that the model has lost its way.
    var isRunaway: Bool {
        let whole = lines.dropLast().suffix(Self.same)
        return whole.count == Self.same && Set(whole.map(\.text)).count == 1
    }

    /// Equal lines after which nothing new is expected.
    private static let same = 8
}
