package import Core

/// The language of the actions that are possible on one screen, for constrained decoding.
///
/// It is rebuilt from the live observation at each step: only elements that are there, options
/// they offer, keys that exist. What it admits, `ActionParser` reads.
package enum ActionGrammar {
    /// The grammar of exactly these actions.
    package static func of(_ actions: [Action], names: ElementNames) -> Grammar {
        var seen: Set<String> = []
        return .choice(actions.map(names.write).filter { seen.insert($0).inserted }.map { .literal($0) })
    }

    /// The grammar of these actions and of free text for what is typed.
    ///
    /// - Parameters:
    ///   - inputs: The fields a free text may be put into.
    ///   - things: What may be dragged, each onto any other.
    ///   - rolls: What the wheel may be turned over.
    ///   - typing: Whether something may be typed.
    package static func of(
        _ actions: [Action],
        inputs: [Widget],
        dragging things: [Widget] = [],
        scrolling rolls: [Widget] = [],
        typing: Bool = true,
        names: ElementNames
    ) -> Grammar {
        guard case .choice(var parts) = of(actions, names: names) else { return .choice([]) }
        if typing { parts.append(.sequence([.literal("type "), lines])) }
        for input in inputs {
            let value = input.holdsNumber ? number : text
            parts.append(.sequence([.literal("set \(names.name(input.target)) to "), value]))
        }
        if things.count > 1 {
            let called = Grammar.choice(things.map { .literal(names.name($0.target)) })
            parts.append(.sequence([.literal("drag "), called, .literal(" onto "), called]))
        }
        if !rolls.isEmpty {
            let ways = Grammar.choice(["up", "down"].map { .literal($0) })
            let called = Grammar.choice(rolls.map { .literal(names.name($0.target)) })
            parts.append(.sequence([.literal("scroll "), ways, .literal(" 1 in "), called]))
        }
        return .choice(parts)
    }

    /// A quoted text that may begin and end with a new line, and have more lines.
    private static let lines: Grammar = {
        let plain = Set<UInt8>(0..<0x20).union([0x22, 0x5C, 0x7F])
        let newLine = Grammar.literal("\\n")
        return .sequence([
            .literal("\""), .repeated(newLine, min: 0, max: 1), .text(min: 1, max: 120, forbidding: plain),
            .repeated(.sequence([newLine, .text(min: 0, max: 60, forbidding: plain)]), min: 0, max: 3),
            .literal("\""),
        ])
    }()

    /// A quoted number, perhaps with a sign or a currency before it and a unit behind it.
    private static let number: Grammar = .sequence([
        .literal("\""),
        .choice(["", "-", "+", ".", ",", "$", "€", "£"].map { .literal($0) }),
        .choice((0...9).map { .literal(String($0)) }),
        .text(min: 0, max: 30, forbidding: Set(0..<0x20).union([0x22, 0x5C, 0x7F])),
        .literal("\""),
    ])

    /// A quoted text of at least one byte without quotes, backslashes and control characters.
    private static let text: Grammar = .sequence([
        .literal("\""), .text(min: 1, max: 120, forbidding: Set(0..<0x20).union([0x22, 0x5C, 0x7F])),
        .literal("\""),
    ])
}
