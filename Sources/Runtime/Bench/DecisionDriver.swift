import Agents
import Core
import Dataflow
import Inference
import Models

/// Measures how often each cache mode lets a model decide as it does with an exact cache
/// (`lam bench quality --decisions`).
///
/// A decision is the choice among the likely actions on a recorded screen, asked as the scoring planner
/// asks where no rule knows one: by how much the goal makes each likelier. Every screen is met with
/// several recorded goals, its own first.
public struct DecisionDriver: Sendable {
    private let path: String
    private let modes: [CacheMode]
    private let decisions: [PromptedDecision]
    private let threads: Int?

    /// Goals a screen is met with at most.
    private static let goalsPerScreen = 12

    /// Prepares a report from recorded trajectories.
    ///
    /// - Parameters:
    ///   - folder: A store of trajectories; `nil` for the user's.
    ///   - modes: Names of cache modes; `nil` for all.
    ///   - count: Decisions at most.
    /// - Throws: ``RuntimeError`` for a mode that does not exist or a store with nothing to decide,
    ///   `ModelStoreError`, `DataflowError`.
    public init(model: String?, trajectories folder: String?, modes: [String]?, count: Int, threads: Int?)
        throws
    {
        path = try ModelStore().resolve((model.map(ModelChoice.named) ?? .standard).modelName ?? "")
        self.modes = try modes.map { try $0.map(CacheMode.init(named:)) } ?? CacheMode.allCases
        self.threads = threads
        let root = folder ?? Directories().trajectories
        decisions = try Self.collect(count, from: TrajectoryStore(root: root))
        guard !decisions.isEmpty else {
            throw RuntimeError(
                .badInput,
                "no screen with a choice is recorded in \(root); record some with `lam run` or `lam script`, "
                    + "or name another store with --trajectories"
            )
        }
    }

    /// Decides with an exact cache and with each mode; `line` is given each mode's result.
    ///
    /// The mode `f16` is measured with attention that differs in the seventh digit: what rounding alone makes.
    ///
    /// - Throws: `ModelError`, `InferenceError`.
    public func run(_ line: (DecisionLine) -> Void, note: (String) -> Void) async throws {
        let model = try await blocking { [path] in try Model(contentsOf: path) }
        let exact = try await choices(model, EngineOptions(cache: .f16, threads: threads))
        for mode in modes {
            var options: EngineOptions
            do {
                options = try await ModelStore().engineOptions(
                    for: path,
                    cache: mode.rawValue,
                    threads: threads
                )
            } catch let error as ModelStoreError {
                note("\(mode.rawValue): \(error)")
                continue
            }
            if mode == .f16 { options.perturbation = 1e-6 }
            let chosen = try await choices(model, options)
            line(
                DecisionLine(
                    mode: mode.rawValue,
                    decisions: exact.count,
                    agreement: Double(zip(exact, chosen).count { $0 == $1 }) / Double(exact.count)
                )
            )
        }
    }

    /// The index of the action chosen in each decision.
    private func choices(_ model: Model, _ options: EngineOptions) async throws -> [Int] {
        let engine = try await blocking { try Engine(model: model, options: options) }
        var chosen: [Int] = []
        for decision in decisions {
            try Task.checkCancellation()
            let given = try await engine.score(decision.texts, after: decision.asked, closed: true)
            let bare = try await engine.score(decision.texts, after: decision.bare, closed: true)
            let gains = zip(given, bare).map { $0.logProbability - $1.logProbability }
            chosen.append(gains.indices.max { gains[$0] < gains[$1] } ?? 0)
        }
        return chosen
    }

    private static func collect(_ count: Int, from store: TrajectoryStore) throws -> [PromptedDecision] {
        let trajectories = try store.list().trajectories
        var goals: [String] = []
        for trajectory in trajectories
        where !goals.contains(trajectory.head.goal) && !trajectory.head.goal.isEmpty {
            goals.append(trajectory.head.goal)
        }
        var found: [PromptedDecision] = []
        var seen: Set<Prompt> = []
        for summary in trajectories where found.count < count {
            // What cannot be read any more is no reason to measure nothing.
            guard let steps = try? store.load(summary.path).steps else { continue }
            for step in steps where found.count < count {
                let scene = Scene(step.before)
                let names = ElementNames(scene.widgets, in: step.before)
                let builder = PromptBuilder(scene, names: names, steps: [])
                let bare = builder.prompt(goal: nil, step: nil)
                guard !goals.isEmpty, seen.insert(bare).inserted else { continue }
                let own = goals.firstIndex(of: summary.head.goal) ?? 0
                for offset in 0..<min(goalsPerScreen, goals.count) where found.count < count {
                    // Goals far apart in time are of different tasks.
                    let goal = goals[(own + offset * 7) % goals.count]
                    let actions = Candidates(scene, goal: goal, limit: 24).actions
                    guard actions.count > 1 else { continue }
                    found.append(
                        PromptedDecision(
                            asked: builder.prompt(goal: goal, step: goal),
                            bare: bare,
                            texts: actions.map(names.write)
                        )
                    )
                }
            }
        }
        return found
    }
}

/// What a model is asked, and the actions it chooses from.
private struct PromptedDecision: Sendable {
    let asked: Prompt
    let bare: Prompt
    let texts: [String]
}

/// One line of a report on decisions.
public struct DecisionLine: Sendable, Codable {
    /// How keys and values were kept.
    public var mode: String
    /// The decisions taken.
    public var decisions: Int
    /// The share of them that are those taken with an exact cache.
    public var agreement: Double

    /// The first two lines of a Markdown table of such lines.
    public static let tableHead = "| mode | decisions | same |\n|---|---|---|"

    /// The line as a row of a Markdown table.
    public var tableRow: String {
        let tenths = (agreement * 1000).rounded() / 10
        return "| \(mode) | \(decisions) | \(tenths) % |"
    }
}
