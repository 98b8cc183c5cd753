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
    /// - Parameter inputs: The fields a free text may be put into.
    package static func of(_ actions: [Action], inputs: [Widget], names: ElementNames) -> Grammar {
        guard case .choice(var parts) = of(actions, names: names) else { return .choice([]) }
        parts.append(.sequence([.literal("type "), text]))
        for input in inputs {
            parts.append(.sequence([.literal("set \(names.name(input.target)) to "), text]))
        }
        return .choice(parts)
    }

    /// A quoted text of at least one byte without quotes, backslashes and control characters.
    private static let text: Grammar = .sequence([
        .literal("\""), .text(min: 1, max: 120, forbidding: Set(0..<0x20).union([0x22, 0x5C, 0x7F])),
        .literal("\""),
    ])
}
