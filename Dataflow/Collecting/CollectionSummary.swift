/// What a collection holds, by source.
public struct CollectionSummary: Sendable, Hashable, Codable {
    /// Episodes of task templates by verdict.
    public var templates: [String: Int] = [:]
    /// Templates an episode of which passed.
    public var passedTemplates = 0
    /// Applications a template's episode passed in.
    public var applications: [String: Int] = [:]
    /// Episodes of browser tasks by verdict.
    public var browser: [String: Int] = [:]
    /// Seeds that were run of the browser task with the fewest.
    public var fewestSeeds = 0
    /// Seeds that passed of the browser task with the fewest.
    public var fewestPassed = 0
    /// Browser tasks of which an episode was run.
    public var browserTasks = 0
    /// Walks of exploration.
    public var walks = 0
    /// Steps of those walks.
    public var steps = 0
    /// Goals of exploration that were kept.
    public var goals = 0
    /// Those that take one action.
    public var singles = 0
    /// Goals by application.
    public var goalsByApplication: [String: Int] = [:]
    /// Wordings of those goals for training and for development.
    public var wordings = 0
    /// Wordings kept back.
    public var heldBack = 0
    /// What exploration did not keep, by reason.
    public var dropped: [String: Int] = [:]

    /// Counts the episodes of a collection.
    public init(_ records: [EpisodeRecord]) {
        var seeds: [String: (run: Int, passed: Int)] = [:]
        var passed: Set<String> = []
        for record in records {
            if let explored = record.explored {
                walks += 1
                steps += record.actions
                goals += explored.count
                singles += explored.count { $0.first == $0.last }
                goalsByApplication[record.application, default: 0] += explored.count
                wordings += explored.reduce(0) { $0 + $1.goals.count }
                heldBack += explored.reduce(0) { $0 + $1.development.count }
                dropped.merge(record.dropped ?? [:]) { $0 + $1 }
            } else if record.application == EpisodeRecord.browser {
                browser[record.verdict.rawValue, default: 0] += 1
                seeds[record.template, default: (0, 0)].run += record.verdict == .error ? 0 : 1
                seeds[record.template, default: (0, 0)].passed += record.verdict == .pass ? 1 : 0
            } else {
                templates[record.verdict.rawValue, default: 0] += 1
                guard record.verdict == .pass else { continue }
                passed.insert(record.template)
                applications[record.application, default: 0] += 1
            }
        }
        passedTemplates = passed.count
        browserTasks = seeds.count
        fewestSeeds = seeds.values.map(\.run).min() ?? 0
        fewestPassed = seeds.values.map(\.passed).min() ?? 0
    }

    /// The counts for a person.
    public var text: String {
        func row(_ counts: [String: Int]) -> String {
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }
                .joined(separator: ", ")
        }
        return """
            oracle episodes   \(row(templates)); \(passedTemplates) templates passed
              by application  \(row(applications))
            browser episodes  \(row(browser)); \(browserTasks) tasks, each with \(fewestSeeds) seeds or more, \(fewestPassed) or more passed
            exploration       \(goals) goals, \(singles) of one action, from \(steps) steps of \(walks) walks
              by application  \(row(goalsByApplication))
              wordings        \(wordings) for training, \(heldBack) kept back
              not kept        \(row(dropped))
            """
    }
}
