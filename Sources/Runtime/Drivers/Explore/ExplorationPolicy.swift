import Core

/// What is left alone when applications are explored, beside what the user's policy forbids.
///
/// Nobody is asked during a walk, so all that needs a person's word is not done either.
enum ExplorationPolicy {
    static func added(to policy: Policy) -> Policy {
        Policy(rules: rules + policy.rules, otherwise: policy.otherwise)
    }

    private static let rules: [PolicyRule] =
        denied(
            ["*print*", "*mail*", "*send*", "*share*", "*upload*", "*publish*"],
            "this would leave the machine"
        )
        + denied(
            [
                "*website*", "*web site*", "*online*", "*homepage*", "*report*bug*", "*report*issue*",
                "*donat*", "*translat*", "help", "*contents*", "*documentation*", "*manual*", "*user guide*",
                "*http*", "*updates*", "*network*", "*server*", "get help*", "*feedback*",
            ],
            "this opens something outside the application"
        )
        + denied(
            ["file system", "filesystem", "computer", "other locations", "/*", "*root*", "tmp"],
            "this shows the machine rather than the application"
        )
        + denied(
            ["*delete*", "*trash*", "*remove*", "*erase*", "*overwrite*", "*discard*", "*password*"],
            "this may lose something"
        )
        + denied(
            ["*terminal*", "*run*command*", "*execute*", "*macro*", "*plugin*", "*extension*", "*script*"],
            "this runs other programs"
        )

    private static func denied(_ names: [String], _ reason: String) -> [PolicyRule] {
        names.flatMap { name in
            ["click", "invoke", "menu", "select"].map {
                PolicyRule(name: name, action: $0, verdict: .deny, reason: reason)
            }
        }
    }
}
