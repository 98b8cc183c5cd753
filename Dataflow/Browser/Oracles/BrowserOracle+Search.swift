import Core

extension BrowserOracle {
    /// Tasks of result lists and of short messages.
    static let search: [String: Rule] = [
        "search-engine": { view in try search(view) },
        "social-media": { view in try answer(view) },
    ]

    private static func search(_ view: OracleView) throws -> Action? {
        let wanted = try view.quote(0)
        let entry = try view.one(.entry, number: 1)
        if let typing = view.fill(entry, wanted) { return typing }
        let button = try view.one(.pushButton, "Search")
        if !view.did("click", to: button) { return view.click(button) }
        let place = try view.ordinal(of: "search")
        let links = view.all(.link)
        let page = (place - 1) / 3 + 1
        guard let number = links.first(where: { $0.name == "\(page)" }) else {
            throw OracleProblem("there is no page \(page)")
        }
        if page > 1, !view.did("click", to: number), !hasTurned(to: page, view) { return view.click(number) }
        let results = links.filter { Int($0.name) == nil && $0.name.contains(where: \.isLetter) }
            .filter { !["First", "Last", "Previous", "Next"].contains($0.name) }
        guard results.indices.contains((place - 1) % 3) else {
            throw OracleProblem("the page has \(results.count) results")
        }
        return view.click(results[(place - 1) % 3])
    }

    /// The numbers below a result list are made anew each time, so that they cannot be told by place.
    private static func hasTurned(to page: Int, _ view: OracleView) -> Bool {
        view.steps.contains { step in
            guard case .click(.element(let ref), _, _, _) = step.decision.action else { return false }
            return step.before.element(ref)?.name == "\(page)"
        }
    }

    private static func answer(_ view: OracleView) throws -> Action? {
        let user = try view.part(after: "For the user ", before: ",")
        let button = try view.quote(0)
        let kinds: Set<Role> = [.listItem, .link, .menuItem]
        let items = view.elements.filter { kinds.contains($0.role) }
        // Only one menu is open at a time, and its message may have gone out of sight.
        if let last = items.last {
            let wanted = items.first { $0.name == button || $0.name == "\(button) \(user)" }
            if let wanted { return view.click(wanted) }
            return try view.scrollDown(over: last)
        }
        // The goal is on the page too, and names the user first.
        let places = view.elements.indices.filter { view.elements[$0].name == user }
        guard let start = places.dropFirst().first else {
            return try view.scrollDown(over: view.all(.icon).last)
        }
        let rest = view.elements[(start + 1)...]
        let end = rest.firstIndex { $0.role == Role("static") && $0.name.hasPrefix("@") } ?? rest.endIndex
        let icons = Array(rest[..<end].filter { $0.role == .icon })
        let place = ["Reply", "Retweet", "Like"].firstIndex(of: button) ?? 3
        guard icons.count > place else { return try view.scrollDown(over: view.all(.icon).first) }
        return view.click(icons[place])
    }
}
