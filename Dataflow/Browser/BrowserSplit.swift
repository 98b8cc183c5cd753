/// Which browser tasks may be trained on, and which may be looked at.
///
/// Everything else is held out: evaluated as often as one likes, but never collected from.
public enum BrowserSplit {
    /// A group of tasks.
    public enum Group: String, Sendable, CaseIterable {
        /// Collected from, trained on, and given oracles.
        case train
        /// Evaluated while the planner is made; never trained on.
        case development
    }

    /// The seeds that may be trained with.
    public static let trainingSeeds = 0...9_999
    /// The seeds that development evaluation uses.
    public static let developmentSeeds = 100_000...100_099

    /// Returns the tasks of a group in alphabetical order.
    public static func tasks(of group: Group) -> [String] {
        switch group {
        case .train: train
        case .development: development
        }
    }

    /// Returns the names that look most like one that is not known, at most five.
    public static func near(_ name: String, among names: [String]) -> [String] {
        let words = Set(name.split(separator: "-"))
        let alike = names.filter { !words.isDisjoint(with: $0.split(separator: "-")) }
        var found = alike.sorted { left, right in
            let (a, b) = (shared(left, words), shared(right, words))
            return a == b ? left < right : a > b
        }
        if let nearest = Suggestion.nearest(to: name, in: names) {
            found.removeAll { $0 == nearest }
            found.insert(nearest, at: 0)
        }
        return Array(found.prefix(5))
    }

    private static func shared(_ name: String, _ words: Set<Substring>) -> Int {
        words.intersection(name.split(separator: "-")).count
    }

    private static let train = [
        "buy-ticket", "choose-date-easy", "choose-date-nodelay", "choose-list", "click-button",
        "click-button-sequence", "click-checkboxes", "click-checkboxes-large", "click-checkboxes-transfer",
        "click-collapsible", "click-collapsible-nodelay", "click-dialog", "click-dialog-2", "click-link",
        "click-option", "click-tab", "click-tab-2", "click-tab-2-easy", "click-tab-2-medium", "click-test",
        "click-test-2", "click-test-transfer", "click-widget", "copy-paste", "drag-box", "drag-items",
        "email-inbox-delete", "email-inbox-forward", "email-inbox-noscroll", "email-inbox-reply",
        "enter-date", "enter-password", "enter-text", "enter-text-dynamic", "enter-time", "find-word",
        "focus-text", "focus-text-2", "form-sequence", "form-sequence-2", "login-user", "odd-or-even",
        "read-table", "scroll-text", "search-engine", "simple-algebra", "simple-arithmetic", "social-media",
        "text-transform", "unicode-test", "use-autocomplete", "use-autocomplete-nodelay", "use-slider",
        "use-spinner",
    ]

    private static let development = [
        "choose-date-medium", "click-checkboxes-soft", "click-collapsible-2", "click-menu",
        "click-scroll-list", "click-tab-2-hard", "copy-paste-2", "drag-sort-numbers",
        "email-inbox-nl-turk", "enter-text-2", "find-greatest", "form-sequence-3", "grid-coordinate",
        "login-user-popup", "multi-orderings", "navigate-tree", "phone-book", "read-table-2",
        "social-media-some",
    ]
}
