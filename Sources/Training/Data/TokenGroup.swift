import Models

/// Examples as tokens that begin alike.
struct TokenGroup: Sendable {
    /// One example's own tokens.
    struct Branch: Sendable {
        /// What follows the shared tokens, the target and the end of the turn included.
        let tokens: [Int32]
        /// How many of them, at the end, are to be learned.
        let targets: Int
        /// How much the example counts; each of its tokens gets an equal share of it.
        let weight: Float
    }

    /// What all branches begin with.
    let prefix: [Int32]
    let branches: [Branch]

    /// The rows it takes in a pass: a last token is predicted and not read.
    var rows: Int { prefix.count + branches.reduce(0) { $0 + $1.tokens.count - 1 } }

    /// The branches a few at a time, each few with the prefix.
    ///
    /// A step that sees many goals of one screen, or nothing but ends on an empty one, learns that screen and forgets
    /// others. So no more stay together than the prefix is worth sharing for: twice its rows, and six.
    func parts() -> [TokenGroup] {
        var parts: [TokenGroup] = []
        var few: [Branch] = []
        var rows = 0
        for branch in branches {
            let more = branch.tokens.count - 1
            if !few.isEmpty, few.count == 6 || rows + more > 2 * prefix.count {
                parts.append(TokenGroup(prefix: prefix, branches: few))
                (few, rows) = ([], 0)
            }
            few.append(branch)
            rows += more
        }
        if !few.isEmpty { parts.append(TokenGroup(prefix: prefix, branches: few)) }
        return parts
    }
}

/// Examples made into groups of tokens.
struct TokenGroups: Sendable {
    let groups: [TokenGroup]
    /// The examples that were too long, or whose text gives no tokens.
    let skipped: [ExampleFiles.Skipped]

    /// Encodes examples.
    ///
    /// A text is encoded whole, as it is when the model is asked, and what the texts of one prefix then
    /// have in common is shared, token by token.
    ///
    /// - Parameter longest: Tokens of an example at most, all included.
    init(_ examples: [TrainingExample], _ tokenizer: Tokenizer, longest: Int) {
        var skipped: [ExampleFiles.Skipped] = []
        var order: [String] = []
        var members: [String: [(prompt: [Int32], target: [Int32], weight: Float)]] = [:]
        for example in examples {
            let encoded: EncodedExample
            do { encoded = try EncodedExample(example, tokenizer, longest: longest) } catch {
                skipped.append(
                    ExampleFiles.Skipped(place: "example \(example.id)", reason: error.description)
                )
                continue
            }
            if members[example.prefix] == nil { order.append(example.prefix) }
            members[example.prefix, default: []].append(
                (encoded.prompt, encoded.target, Float(example.weight))
            )
        }
        groups = order.map { prefix in
            let members = members[prefix] ?? []
            let shared = Self.shared(members.map(\.prompt))
            return TokenGroup(
                prefix: Array(members.first?.prompt.prefix(shared) ?? []),
                branches: members.map {
                    TokenGroup.Branch(
                        tokens: $0.prompt.dropFirst(shared) + $0.target,
                        targets: $0.target.count,
                        weight: $0.weight
                    )
                }
            )
        }
        self.skipped = skipped
    }

    /// The tokens that all texts begin with, at least one less than each has; 0 for a text alone.
    private static func shared(_ texts: [[Int32]]) -> Int {
        guard texts.count > 1, let first = texts.first else { return 0 }
        var count = first.count - 1
        for text in texts.dropFirst() {
            count = min(count, text.count - 1)
            for index in 0..<max(0, count) where text[index] != first[index] {
                count = index
                break
            }
        }
        return max(0, count)
    }
}
