import Core

/// A way of asking for something: a pattern of words and what it means.
struct Frame: Sendable {
    /// What a pattern captured, by name.
    struct Captures {
        let phrases: [String: Phrase]
        /// All of the clause.
        let clause: Phrase

        /// The text of a capture, without articles; empty when there is none.
        func text(_ name: String) -> String { phrases[name]?.bare.text ?? "" }

        /// The text of a capture exactly as written.
        func exact(_ name: String) -> String { phrases[name]?.text ?? "" }

        func optional(_ name: String) -> String? { phrases[name].map(\.bare.text) }

        /// The text of a capture that names a place; `nil` for "it" and "there", which is where the work is.
        func place(_ name: String) -> String? {
            optional(name).flatMap { ["it", "there", "them", "this"].contains($0.lowercased()) ? nil : $0 }
        }

        func isQuoted(_ name: String) -> Bool {
            phrases[name].map { $0.words.count == 1 && $0.words.first?.isQuoted == true } ?? false
        }

        /// Whether one of these words stands in a capture.
        func names(_ name: String, anyOf words: Set<String>) -> Bool {
            phrases[name]?.words.contains { !$0.isQuoted && words.contains($0.folded) } ?? false
        }

        /// The first word of the clause.
        var verb: String { clause.words.first?.folded ?? "" }

        /// Whether one of these words stands anywhere in the clause.
        func said(anyOf words: Set<String>) -> Bool {
            clause.words.contains { !$0.isQuoted && words.contains($0.folded) }
        }

        func items(_ name: String) -> [Phrase] { phrases[name]?.items ?? [] }
    }

    let patterns: [Pattern]
    let build: @Sendable (Captures) -> [Intent]?

    init(_ patterns: String..., build: @escaping @Sendable (Captures) -> [Intent]?) {
        self.patterns = patterns.map(Pattern.init)
        self.build = build
    }

    func read(_ phrase: Phrase) -> [Intent]? {
        for pattern in patterns {
            if let phrases = pattern.match(phrase),
                let intents = build(Captures(phrases: phrases, clause: phrase))
            {
                return intents
            }
        }
        return nil
    }
}

extension Phrase {
    /// The parts of an enumeration: cut at commas, "and" and "then".
    var items: [Phrase] {
        var parts: [Phrase] = []
        var start = words.startIndex
        func add(upTo end: Int) {
            if start < end { parts.append(slice(start..<end)) }
        }
        for index in words.indices {
            let word = words[index]
            if !word.isQuoted, Self.joiners.contains(word.folded) {
                add(upTo: index)
                start = index + 1
            } else if word.after != .none, word.after != .colon {
                add(upTo: index + 1)
                start = index + 1
            }
        }
        add(upTo: words.endIndex)
        return parts.filter { !$0.isEmpty }
    }

    /// Words that join clauses or the parts of an enumeration.
    static let joiners: Set<String> = [
        "and", "then", "also", "afterwards", "afterward", "finally", "lastly", "next", "&", "but",
    ]
}

extension Frame {
    /// All frames, those with the most demanding words first.
    static let all: [Frame] =
        arithmetic + files + formats + questions + lines + texts + fields + choices + presses + windows + [
            generic
        ]

    /// The words that can begin a clause.
    static let verbs: Set<String> = all.reduce(into: asking) {
        verbs,
        frame in
        for pattern in frame.patterns {
            verbs.formUnion(pattern.openers.subtracting(GoalSplitter.prepositions))
        }
    }

    /// What requests begin with besides the verbs of frames.
    private static let asking: Set<String> = [
        "fill", "do", "use", "please", "don't", "never", "what", "what's", "how", "add", "sum", "take", "jot",
        "relocate",
        "swap", "shut", "wipe", "prepend", "locate",
    ]

    /// Verbs that fit no other frame but still begin a clause.
    private static let generic = Frame(
        "list|mark|view|display|show|hide|expand|collapse|toggle|visit|zoom|print|apply|remove|delete|move|sort|"
            + "rotate|resize|play|pause|stop|start|reload|refresh|send|reply|forward|attach|increase|decrease|"
            + "use|bring|switch|change|insert|cut|export|import|format {rest}"
    ) { _ in nil }
}
