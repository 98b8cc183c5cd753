import Core

extension BrowserOracle {
    /// Tasks of a mail box.
    static let mail: [String: Rule] = [
        "email-inbox-delete": { view in try mail(view) },
        "email-inbox-forward": { view in try mail(view) },
        "email-inbox-noscroll": { view in try mail(view) },
        "email-inbox-reply": { view in try mail(view) },
    ]

    private static func mail(_ view: OracleView) throws -> Action? {
        let rest = try view.part(after: "Find the email by ", before: "")
        guard let cut = rest.range(of: " and ") else {
            throw OracleProblem("the goal does not say what to do")
        }
        let sender = String(rest[..<cut.lowerBound])
        let deed = String(rest[cut.upperBound...])
        // A mail is open where it can be replied to; a letter is being written where there is a field.
        if !view.all(.entry).isEmpty { return try write(deed, view) }
        if let reply = view.find(.link, "Reply"), let forward = view.find(.link, "Forward") {
            return view.click(deed.hasPrefix("forward") ? forward : reply)
        }
        guard let row = view.all(.link).first(where: { $0.name == sender || $0.name.hasPrefix(sender + " ") })
        else {
            return try view.scrollDown(over: view.all(.link).first)
        }
        let icons = view.all(.icon).filter { $0.parent == row.id }
        if deed.contains("trash") || deed.contains("star") {
            guard icons.count == 2 else { return try view.scrollDown(over: row) }
            return view.click(icons[deed.contains("trash") ? 0 : 1])
        }
        return view.click(row)
    }

    private static func write(_ deed: String, _ view: OracleView) throws -> Action? {
        let isForward = deed.hasPrefix("forward")
        let field = view.all(.entry).first { $0.states.contains(.multiLine) != isForward }
        let text = isForward ? try view.part(after: "forward that email to ", before: ".") : try view.quote(0)
        guard let field, let send = view.all(.icon).last else {
            throw OracleProblem("there is no way to send")
        }
        return view.fill(field, text) ?? view.click(send)
    }
}
