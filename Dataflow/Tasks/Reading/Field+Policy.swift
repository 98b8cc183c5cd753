import Core

extension Field {
    /// Returns a safety policy.
    func policy() throws(DataflowError) -> Policy {
        let fields = try fields(["otherwise", "rules"])
        var rules: [PolicyRule] = []
        for item in try fields["rules"]?.list("a list of rules") ?? [] { rules.append(try item.rule()) }
        return Policy(rules: rules, otherwise: try fields["otherwise"]?.choice(Verdict.self) ?? .allow)
    }

    private func rule() throws(DataflowError) -> PolicyRule {
        let fields = try fields(["application", "role", "name", "action", "verdict", "reason"])
        if let action = fields["action"] {
            let name = try action.word("an action")
            // A misspelt action would make a rule that silently never applies.
            guard name.contains("*") || Action.names.contains(where: { $0.lowercased() == name.lowercased() })
            else {
                throw action.failure(
                    .invalidValue,
                    "\"\(name)\" is no action",
                    expected: Suggestion.choices(Action.names, near: name)
                )
            }
        }
        return PolicyRule(
            application: try fields["application"]?.word("a pattern"),
            role: try fields["role"]?.word("a pattern"),
            name: try fields["name"]?.word("a pattern"),
            action: try fields["action"]?.word("an action"),
            verdict: try fields.required("verdict", "allow, confirm or deny").choice(Verdict.self),
            reason: try fields["reason"]?.text()
        )
    }
}
