import Agents
import Core
import Inference
import Models

/// What decides: a kind of planner and the model it asks, if any.
///
/// A small model scores candidates against a contrastive prior; a larger one writes its action
/// under the grammar; without one, word overlap and rules decide.
final class Mind: Sendable {
    /// The model's name, or `nil` where no model decides.
    let modelName: String?
    private let kind: PlannerKind
    private let engine: Engine?

    private init(modelName: String?, kind: PlannerKind, engine: Engine?) {
        self.modelName = modelName
        self.kind = kind
        self.engine = engine
    }

    /// Word overlap and rules only.
    static let none = Mind(modelName: nil, kind: .overlap, engine: nil)

    /// Loads the model that was chosen and makes an engine for it.
    ///
    /// - Throws: `ModelStoreError` saying how to get a missing model, `ModelError`, `InferenceError`.
    static func load(_ choice: ModelChoice, threads: Int?) async throws -> Mind {
        guard let name = choice.modelName else { return .none }
        let path = try ModelStore().resolve(name)
        return try await blocking {
            let model = try Model(contentsOf: path)
            let engine = try Engine(model: model, options: EngineOptions(threads: threads))
            return Mind(
                modelName: engine.name,
                kind: .automatic(for: try model.parameters()),
                engine: engine
            )
        }
    }

    /// Returns a planner for a desktop with these applications.
    func planner(applications: [KnownApplication]) -> any Planner {
        guard let engine else { return OverlapPlanner(applications: applications) }
        return switch kind {
        case .overlap: OverlapPlanner(applications: applications)
        case .scoring: ScoringPlanner(model: engine, applications: applications)
        case .greedy: GreedyPlanner(model: engine, applications: applications)
        }
    }
}

extension ModelChoice {
    /// The name or path to look for; `nil` for no model.
    var modelName: String? {
        switch self {
        case .none: nil
        case .standard: CatalogueModel.known.first?.name
        case .named(let name): name
        }
    }
}

extension Model {
    /// The number of weights.
    fileprivate func parameters() throws(ModelError) -> Int {
        var count = 0
        for name in file.tensorNames { count += try tensor(name).count }
        return count
    }
}
