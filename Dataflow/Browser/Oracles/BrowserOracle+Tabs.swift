import Core

extension BrowserOracle {
    /// Tasks of tabs and of sections that fold.
    static let tabs: [String: Rule] = [
        "click-tab": { view in
            view.click(try view.one(.pageTab, try view.part(after: "Click on ", before: ".")))
        },
        "click-tab-2": { view in try linkBehindTabs(view) },
        "click-tab-2-easy": { view in try linkBehindTabs(view) },
        "click-tab-2-medium": { view in try linkBehindTabs(view) },
        "click-collapsible": { view in try unfold(view) },
        "click-collapsible-nodelay": { view in try unfold(view) },
    ]

    /// Looks behind one tab after the other.
    private static func linkBehindTabs(_ view: OracleView) throws -> Action? {
        let name = try view.quote(0)
        if let link = view.all(.link).first(where: { $0.name == name && $0.isOnScreen }) {
            return view.click(link)
        }
        let next = view.all(.pageTab).first { tab in
            !tab.states.contains(.selected) && !view.did("click", to: tab)
        }
        guard let next else { throw OracleProblem("no tab shows a link \"\(name)\"") }
        return view.click(next)
    }

    private static func unfold(_ view: OracleView) throws -> Action? {
        guard let section = view.all(.pageTab).first(where: { $0.name.hasPrefix("Section") }) else {
            throw OracleProblem("there is no section")
        }
        return view.did("click", to: section) ? try view.press("Submit") : view.click(section)
    }
}
