import Core

/// Sums and amounts.
extension Frame {
    static let arithmetic: [Frame] = [
        Frame("{sum}") { captures in
            captures.phrases["sum"].flatMap(SpokenSum.reading).map { [.calculate($0)] }
        },
        Frame(
            "calculate|compute|evaluate|solve|find {sum} in|on|with|using {scope}",
            "work|figure|find out {sum} in|on|with|using {scope}",
            "multiply|divide|subtract|deduct {sum} in|on|with|using {scope}"
        ) { captures in
            captures.phrases["sum"].flatMap(SpokenSum.reading).map { [.calculate($0)] }
        },
        Frame(
            "convert|express {amount} to|into|in {unit} in|on|with|using {scope}",
            "convert|express {amount} to|into|in {unit}",
            "how many|much {unit} is|are|makes|make there? in? {amount}"
        ) { captures in Conversion.intent(captures.text("amount"), to: captures.text("unit")).map { [$0] } },
        Frame(
            "how? what|much is|are|would {amount} be? in|as|to {unit}",
            "what's {amount} in|as|to {unit}",
            "change|turn|translate {amount} to|into|in {unit}",
            "{amount} in|to|as {unit}"
        ) { captures in
            // No verb says that it is about units: they must be known as such.
            let (amount, unit) = (captures.text("amount"), captures.text("unit"))
            return Conversion.isUnit(unit) && Conversion.isAmount(amount)
                ? Conversion.intent(amount, to: unit).map { [$0] } : nil
        },
    ]
}

extension Phrase {
    /// Cuts at commas and at the given words; a trailing "in Galculator" is left out.
    func cut(at cuts: Set<String>) -> [Phrase] {
        var phrase = self
        if let place = words.lastIndex(where: { !$0.isQuoted && Self.places.contains($0.folded) }),
            place > words.startIndex
        {
            phrase = slice(words.startIndex..<place)
        }
        return phrase.items.flatMap { item -> [Phrase] in
            var parts: [Phrase] = []
            var start = item.words.startIndex
            for index in item.words.indices where cuts.contains(item.words[index].folded) {
                if start < index { parts.append(item.slice(start..<index)) }
                start = index + 1
            }
            if start < item.words.endIndex { parts.append(item.slice(start..<item.words.endIndex)) }
            return parts
        }
    }

    private static let places: Set<String> = ["in", "on", "using", "inside"]
}
