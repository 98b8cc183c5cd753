import Agents
import Core
import Foundation
import Inference
import Models

/// What decides: a kind of planner and the model it asks, if any.
///
/// A small model scores candidates against a contrastive prior; a larger one writes its action
/// under the grammar; an adapter trained on recorded steps is asked as its examples were; without a
/// model, word overlap and rules decide.
final class Mind: Sendable {
    /// The model's name, or `nil` where no model decides.
    let modelName: String?
    private let kind: PlannerKind
    private let model: AdaptedEngine?
    private let trust: TrainedPlanner.Trust
    private let without: Set<PlannerPart>

    private init(
        model: AdaptedEngine?,
        kind: PlannerKind,
        trust: TrainedPlanner.Trust = TrainedPlanner.Trust(),
        without: Set<PlannerPart> = []
    ) {
        self.trust = trust
        self.without = without
        modelName = model?.name
        self.kind = kind
        self.model = model
    }

    /// Word overlap and rules only.
    static let none = Mind(model: nil, kind: .overlap)

    /// Loads the model that was chosen and makes an engine for it.
    ///
    /// - Parameter settings: Of these the model, its adapter (``ModelStore/adapter(of:named:)``), the engine's threads
    ///   and cache, and what is left out of the planner count.
    /// - Parameter perturbation: What attention's scores are changed by, as a share of them; to see what rounding does.
    /// - Throws: `ModelStoreError` saying how to get a missing model, `ModelError`, `InferenceError`; `RuntimeError`
    ///   where something is left out of a planner that does not have it.
    static func load(_ settings: RunOptions, perturbation: Float = 0) async throws -> Mind {
        let without = Set(settings.withoutParts.compactMap(PlannerPart.init))
        guard let name = settings.model.modelName else {
            try requireTrained(.overlap, for: without)
            return .none
        }
        let adapter = settings.adapter
        let store = ModelStore()
        let path = try store.resolve(name)
        let file = store.adapter(of: path, named: adapter)
        let label = file.map { adapter == nil ? "its adapter" : URL(fileURLWithPath: $0).lastPathComponent }
        var options = try await store.engineOptions(
            for: path,
            cache: settings.cache,
            threads: settings.threads
        )
        options.perturbation = perturbation
        // As the user calls it: files have names of their own, such as those of their training runs.
        let called = URL(fileURLWithPath: name).lastPathComponent
        options.name = called.hasSuffix(".gguf") ? String(called.dropLast(5)) : called
        let (engine, automatic) = try await blocking { [options] in
            let model = try Model(contentsOf: path)
            let engine = try Engine(model: model, options: options)
            return (engine, PlannerKind.automatic(for: try model.parameters()))
        }
        var (kind, trust) = (automatic, TrainedPlanner.Trust())
        if let file, let label {
            let changes = try await blocking { try Adapter(contentsOf: file) }
            switch changes.notes["lam.form"] {
            case PromptBuilder.form?: kind = .trained
            case let other? where other.hasPrefix("goal-"):
                throw RuntimeError(
                    .badInput,
                    "\(file) has learnt prompts of the form \(other) and would be asked in "
                        + "\(PromptBuilder.form); get the shipped one anew (Scripts/bootstrap), train your own anew on "
                        + "examples that are exported again, or do without it (--adapter none)"
                )
            default: break
            }
            if let temperature = changes.notes["lam.temperature"].flatMap(Double.init), temperature > 0 {
                trust.temperature = temperature
            }
            try await engine.add(changes, as: label)
        }
        try requireTrained(kind, for: without)
        let mind = Mind(model: engine.adapted(by: label), kind: kind, trust: trust, without: without)
        // A model without a known chat template says so when it is first asked.
        try? await engine.prepare(
            prefixOf: PromptBuilder.openings(isTrained: kind == .trained),
            in: Directories().cache + "/kv",
            adapter: label
        )
        return mind
    }

    private static func requireTrained(_ kind: PlannerKind, for without: Set<PlannerPart>) throws {
        guard kind == .trained || without.isEmpty else {
            throw RuntimeError(
                .usage,
                "--without leaves something out of a planner with a trained adapter, and none is used; name one "
                    + "with --adapter"
            )
        }
    }

    /// Returns a planner for a desktop with these applications, and a goal that names these files.
    func planner(applications: [KnownApplication], files: [NamedFile] = []) -> any Planner {
        let planner = planner(among: applications)
        let opening: any Planner =
            DocumentPlanner(planner, applications: applications, files: files)
            ?? FolderPlanner(planner, applications: applications, files: files) ?? planner
        return model.map { MeteredPlanner(planner: opening, engine: $0.engine) } ?? opening
    }

    private func planner(among applications: [KnownApplication]) -> any Planner {
        guard let model else { return OverlapPlanner(applications: applications) }
        switch kind {
        case .overlap: return OverlapPlanner(applications: applications)
        case .scoring: return ScoringPlanner(model: model, applications: applications)
        case .greedy: return GreedyPlanner(model: model, applications: applications)
        case .trained:
            return TrainedPlanner(model: model, applications: applications, trust: trust, without: without)
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
