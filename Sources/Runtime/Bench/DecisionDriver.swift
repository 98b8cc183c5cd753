import Agents
import Core
import Dataflow
import Inference

/// Measures how often the agent decides as it does with an exact cache, for each cache mode
/// (`lam bench quality --decisions`).
///
/// A decision is what the agent's own planner, with the adapter it uses, would do next in a recorded run
/// (``RecordedTurn``); it is asked anew at each, so that nothing foreseen is taken over, and what the rules decide without
/// the model is not counted.
public struct DecisionDriver: Sendable {
    private let options: RunOptions
    private let modes: [CacheMode]
    private let runs: [String]
    private let root: String
    private let count: Int

    /// Prepares a report from recorded trajectories.
    ///
    /// - Parameters:
    ///   - options: Of these the model, its adapter, the engine's threads and the store of trajectories count.
    ///   - modes: Names of cache modes; `nil` for all.
    ///   - count: Decisions at most.
    /// - Throws: ``RuntimeError`` for a mode that does not exist or a store with nothing in it, `DataflowError`.
    public init(options: RunOptions, modes: [String]?, count: Int) throws {
        self.options = options
        self.modes = try modes.map { try $0.map(CacheMode.init(named:)) } ?? CacheMode.allCases
        self.count = count
        root = options.trajectories ?? Directories().trajectories
        // By chance, always the same: runs that were recorded one after the other are alike.
        runs = try TrajectoryStore(root: root).list().trajectories
            .filter { !$0.head.goal.isEmpty }
            .map(\.path)
            .sorted { Digest(of: Array($0.utf8)).rawValue < Digest(of: Array($1.utf8)).rawValue }
        guard !runs.isEmpty else { throw Self.nothing(in: root) }
    }

    /// Decides with an exact cache and with each mode; `line` is given each mode's result.
    ///
    /// The mode `f16` is measured with attention that differs in the seventh digit: what rounding alone makes.
    ///
    /// - Throws: `ModelStoreError`, `ModelError`, `InferenceError`; ``RuntimeError`` where the model is asked nothing.
    public func run(_ line: (DecisionLine) -> Void, note: (String) -> Void) async throws {
        let exact = try await decisions()
        guard !exact.isEmpty else { throw Self.nothing(in: root) }
        for mode in modes {
            var options = options
            options.cache = mode.rawValue
            let mind: Mind
            do { mind = try await Mind.load(options, perturbation: mode == .f16 ? 1e-6 : 0) } catch let error
                as ModelStoreError
            {
                note("\(mode.rawValue): \(error)")
                continue
            }
            var same = 0
            for (path, made) in exact {
                let turns = Self.turns(of: path)
                for one in made where turns.indices.contains(one.turn) {
                    try Task.checkCancellation()
                    let decision = try await turns[one.turn].decision(of: mind.planner(applications: []))
                    if decision.text == one.text { same += 1 }
                }
            }
            let all = exact.map(\.made.count).reduce(0, +)
            line(
                DecisionLine(mode: mode.rawValue, decisions: all, agreement: Double(same) / Double(all))
            )
        }
    }

    /// What was decided in a turn of a run.
    private struct Made {
        let turn: Int
        let text: String
    }

    /// What is decided with an exact cache, run by run.
    private func decisions() async throws -> [(path: String, made: [Made])] {
        var options = options
        options.cache = CacheMode.f16.rawValue
        let mind = try await Mind.load(options)
        var left = count
        var found: [(path: String, made: [Made])] = []
        for path in runs where left > 0 {
            var made: [Made] = []
            for (number, turn) in Self.turns(of: path).enumerated() where made.count < left {
                try Task.checkCancellation()
                let decision = try await turn.decision(of: mind.planner(applications: []))
                if decision.usage != nil { made.append(Made(turn: number, text: decision.text)) }
            }
            left -= made.count
            if !made.isEmpty { found.append((path, made)) }
        }
        return found
    }

    /// The turns of a run; none where it cannot be read any more, which is no reason to measure nothing.
    private static func turns(of path: String) -> [RecordedTurn] {
        (try? StoredTrajectory(at: path).trajectory).map(RecordedTurn.all) ?? []
    }

    private static func nothing(in root: String) -> RuntimeError {
        RuntimeError(
            .badInput,
            "no decision of a model is recorded in \(root); record some with `lam run` or `lam collect`, "
                + "or name another folder of trajectories with --trajectories"
        )
    }
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
