import Core

/// The things that a goal calls by name and a run has not touched yet: quoted texts and proper names, in the goal's order.
struct Wanted {
    let names: [String]
    private let goal: String

    /// - Parameters:
    ///   - forbidden: What the goal says must not be done.
    ///   - quoted: Whether only quoted texts count.
    init(of goal: String, but forbidden: [String] = [], after trajectory: Trajectory, quoted: Bool = false) {
        self.goal = goal
        let touched = trajectory.steps.filter { $0.outcome.isSuccess || $0.outcome.status == .suspectedNoop }
            .map { $0.decision.text.lowercased() }
        names = Self.named(in: goal, quoted: quoted).filter { name in
            name.count > 1 && name.contains(where: \.isLetter) && CalendarDate(reading: name) == nil
                && !forbidden.contains { Self.holds($0, name) }
                && !touched.contains { $0.contains(name.lowercased()) }
        }
    }

    /// Whether something on a screen is about a name.
    ///
    /// The goal itself is not, which a page that sets a task shows whole or in pieces, nor is a long text, which may hold
    /// any word.
    func isShown(_ name: String, on observation: Observation) -> Bool {
        let elements = observation.elements.filter(\.isOnScreen)
        if let kind = kind(of: name) {
            return elements.contains { kind.contains($0.role) && Self.holds($0.name, name) }
        }
        let exact = elements.filter { Match.normalized($0.name) == Match.normalized(name) }
        let isInPieces = elements.contains { element in
            Self.plain.contains(element.role) && element.name != name && goal.contains(element.name)
                && Self.words(element.name).count >= Self.piece
        }
        if exact.contains(where: { !Self.plain.contains($0.role) }) || exact.count > (isInPieces ? 1 : 0) {
            return true
        }
        return elements.contains { shows($0.name, name) || shows($0.value ?? "", name) }
    }

    /// Whether a text is the goal itself, which a page that sets a task shows whole or in pieces.
    func isGoal(_ text: String) -> Bool {
        text.contains(goal.prefix(Self.enough)) || goal.contains(text) && Self.words(text).count >= Self.piece
    }

    /// The roles that the goal tells right before a quoted name: the link "velit".
    private func kind(of name: String) -> Set<Role>? {
        let words = Array(Phrase(goal).words)
        guard let place = words.firstIndex(where: { $0.isQuoted && $0.text == name }), place > 0 else {
            return nil
        }
        return Widget.kinds[words[place - 1].folded]
    }

    private func shows(_ text: String, _ name: String) -> Bool {
        !goal.contains(text) && !text.contains(goal.prefix(Self.enough))
            && Self.words(text).count <= Self.short && Self.holds(text, name)
    }

    /// Whether a text holds the words of a name one after the other, in whatever letters.
    static func holds(_ text: String, _ name: String) -> Bool {
        Match.holds(text.lowercased(), name.lowercased())
    }

    private static func words(_ text: String) -> [Substring] { text.split { !($0.isLetter || $0.isNumber) } }

    /// Characters by which a goal is known again.
    private static let enough = 24
    /// Words of a label or entry, at most.
    private static let short = 8
    /// Words of a piece of a goal, at least.
    private static let piece = 3
    /// What only shows text.
    private static let plain: Set<Role> = [.label, .paragraph, Role("static")]

    /// Quoted texts, addresses that begin with @, and words in capitals that do not begin a sentence.
    private static func named(in goal: String, quoted: Bool) -> [String] {
        var found: [String] = []
        var name: [String] = []
        var begins = true
        for word in Phrase(goal).words {
            let isName = !word.isQuoted && !begins && word.text.first?.isUppercase == true
            if isName { name.append(bare(word.text)) }
            if !isName || word.after != .none {
                if !quoted, !name.isEmpty { found.append(name.joined(separator: " ")) }
                name = []
            }
            if word.isQuoted || (!quoted && word.text.hasPrefix("@")) { found.append(word.text) }
            begins = word.after >= .colon
        }
        if !quoted, !name.isEmpty { found.append(name.joined(separator: " ")) }
        return found
    }

    /// A name without what makes an owner of it.
    private static func bare(_ name: String) -> String {
        name.hasSuffix("'s") || name.hasSuffix("’s") ? String(name.dropLast(2)) : name
    }
}
