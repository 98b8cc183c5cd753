import CKernels
import Foundation
public import Models

/// Trains an adapter, with checkpoints.
///
/// Not `Sendable`: it is made and used by one thread.
public final class Trainer {
    let options: TrainingOptions
    let folder: String
    let lanes: Lanes
    let frozen: FrozenModel
    let layout: LowRankLayout
    let pass: TrainingPass
    let parameters: FloatMemory
    let gradients: FloatMemory
    let means: FloatMemory
    let squares: FloatMemory
    /// The parameters of the best evaluation.
    let best: FloatMemory
    /// What the adapter says of itself.
    let notes: [String: String]
    let groups: [TokenGroup]
    let heldBack: [PackedBatch]
    let capacity: Int
    let stepsInEpochs: [Int]
    let run: String
    var header: Checkpoint.Header
    /// What the run is going to do.
    public let plan: TrainingPlan
    /// The examples that are not used, and why.
    public let skipped: [ExampleFiles.Skipped]

    /// The limits a run keeps to; they do not change its result.
    public struct Limits: Sendable {
        /// Compute threads; `nil` takes all processors.
        public var threads: Int?
        /// Bytes that the states of blocks may take before they are computed again on the way back.
        public var stateBytes = 1 << 30

        /// Creates the default limits.
        public init() {}
    }

    private var checkpoint: String { folder + "/checkpoint" }

    /// Prepares a run, or goes on with the one whose checkpoint is in the folder.
    ///
    /// - Parameters:
    ///   - data: What is trained on.
    ///   - evaluation: What is evaluated on; `nil` holds back a share of `data`.
    ///   - adapter: What the factors begin as; `nil` for factors that change nothing.
    ///   - folder: Where checkpoint, adapter and report go.
    ///   - restart: Whether a checkpoint that is there is ignored.
    /// - Throws: ``TrainingError``.
    public init(
        _ model: Model,
        on data: ExampleFiles,
        evaluation: ExampleFiles? = nil,
        from adapter: Adapter? = nil,
        options: TrainingOptions = TrainingOptions(),
        limits: Limits = Limits(),
        folder: String,
        restart: Bool = false
    ) throws(TrainingError) {
        try options.validate()
        try Self.requireTokens(model)
        self.options = options
        self.folder = folder
        let encoded = TokenGroups(data.examples, model.tokenizer, longest: options.longest)
        let others = evaluation.map { TokenGroups($0.examples, model.tokenizer, longest: options.longest) }
        let split = Self.split(encoded.groups, others?.groups, options)
        groups = split.trained
        skipped = data.skipped + encoded.skipped + (evaluation?.skipped ?? []) + (others?.skipped ?? [])
        guard !groups.isEmpty else {
            let why = skipped.first.map { ": \($0.place) \($0.reason)" } ?? ""
            throw TrainingError(.noExamples, "no example can be trained on\(why)")
        }
        let longest =
            (groups + split.evaluated).flatMap { group in
                group.branches.map { group.prefix.count + $0.tokens.count - 1 }
            }.max() ?? 1
        let all = (groups + split.evaluated).reduce(0) { $0 + $1.rows }
        capacity = max(longest, min(options.passTokens, all))
        heldBack = PackedBatch.pack(split.evaluated, capacity: capacity)

        lanes = try Lanes(threads: limits.threads, head: model.configuration.headDim, rows: capacity)
        frozen = try FrozenModel(model, products: options.products, pool: lanes.pool)
        layout = LowRankLayout(
            frozen,
            rank: options.rank,
            alpha: options.alpha,
            matrices: Set(options.matrices)
        )
        parameters = FloatMemory(layout.count)
        gradients = FloatMemory(layout.count)
        means = FloatMemory(layout.count)
        squares = FloatMemory(layout.count)
        best = FloatMemory(layout.count)
        notes = AdapterFile.notes(on: data.examples)
        pass = TrainingPass(
            frozen,
            layout,
            lanes,
            parameters: parameters,
            capacity: capacity,
            memory: limits.stateBytes
        )

        var stepsInEpochs: [Int] = []
        var left = options.steps ?? .max
        var tokens = 0
        for epoch in 0..<options.epochs where left > 0 {
            let batches = Self.batches(groups, options, capacity, epoch: epoch)
            if epoch == 0 { tokens = batches.reduce(0) { $0 + $1.tokens.count } }
            let steps = (batches.count + options.passesPerStep - 1) / options.passesPerStep
            stepsInEpochs.append(min(left, steps))
            left -= min(left, steps)
        }
        self.stepsInEpochs = stepsInEpochs
        plan = TrainingPlan(
            model: model.file.path,
            examples: groups.reduce(0) { $0 + $1.branches.count },
            heldBack: split.evaluated.reduce(0) { $0 + $1.branches.count },
            skipped: skipped.count,
            prefixes: groups.count,
            tokens: tokens,
            steps: stepsInEpochs.reduce(0, +),
            parameters: layout.slots.reduce(0) { $0 + options.rank * ($1.columns + $1.rows) }
        )
        run = Self.identity(model, adapter, options, groups + split.evaluated, lanes)
        header = Checkpoint.Header(run: run, step: 0, count: layout.count, history: [], evaluations: [])
        try DurableFile.makeFolder(folder)
        let kept =
            restart
            ? nil
            : try Checkpoint.read(
                folder + "/checkpoint",
                run: run,
                into: [parameters, means, squares, best],
                lanes
            )
        if let kept {
            header = kept
        } else if let adapter {
            if !options.acrossForms { try Self.require(adapter, toSay: notes) }
            try layout.load(adapter, for: model.configuration, into: parameters)
        } else {
            layout.initialize(parameters, seed: options.seed)
        }
    }

    /// Refuses an adapter that was trained on texts of another form: it would have to unlearn it.
    private static func require(_ adapter: Adapter, toSay notes: [String: String]) throws(TrainingError) {
        let key = AdapterFile.notePrefix + "form"
        guard adapter.notes[key] == notes[key] else {
            throw TrainingError(
                .otherAdapter,
                "\(adapter.path) was trained on examples of the form \(adapter.notes[key] ?? "none"), these have "
                    + "\(notes[key] ?? "none"); export the examples anew, begin without it, or let it go on across forms "
                    + "(--across-forms)"
            )
        }
    }

    private static func requireTokens(_ model: Model) throws(TrainingError) {
        guard model.tokenizer.endOfTurn != nil else {
            throw TrainingError(
                .unsupportedModel,
                "\(model.file.path) names no token that ends a turn; use another model"
            )
        }
    }

    private static func split(
        _ groups: [TokenGroup],
        _ others: [TokenGroup]?,
        _ options: TrainingOptions
    ) -> (trained: [TokenGroup], evaluated: [TokenGroup]) {
        if let others { return (groups, others) }
        let held = options.heldBack(of: groups.count)
        return (
            groups.indices.filter { !held.contains($0) }.map { groups[$0] },
            held.sorted().map { groups[$0] }
        )
    }

    /// The passes of an epoch, in its own order.
    static func batches(_ groups: [TokenGroup], _ options: TrainingOptions, _ capacity: Int, epoch: Int)
        -> [PackedBatch]
    {
        var random = SplitMix(seed: options.seed, stream: 1 << 41 + UInt64(epoch))
        let parts = groups.flatMap { group in
            TokenGroup(prefix: group.prefix, branches: random.shuffled(group.branches)).parts()
        }
        return PackedBatch.pack(random.shuffled(parts), capacity: capacity)
    }

    /// What tells a run from others.
    private static func identity(
        _ model: Model,
        _ adapter: Adapter?,
        _ options: TrainingOptions,
        _ groups: [TokenGroup],
        _ lanes: Lanes
    ) -> String {
        var sum = adapter?.fingerprint ?? 0
        for name in model.file.tensorNames {
            guard let tensor = try? model.tensor(name) else { continue }
            sum = Checkpoint.checksum(tensor.data, sum, lanes)
        }
        for group in groups {
            var words = [Int32(truncatingIfNeeded: group.prefix.count)] + group.prefix
            for branch in group.branches {
                words += [Int32(truncatingIfNeeded: branch.tokens.count), Int32(branch.targets)]
                words += [Int32(bitPattern: branch.weight.bitPattern)] + branch.tokens
            }
            words.withUnsafeBytes { sum = Checkpoint.checksum($0, sum, lanes) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = (try? encoder.encode(options)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        return "\(String(sum, radix: 16)) \(text)"
    }

    /// Saves the state after a step.
    func save() throws(TrainingError) {
        try Checkpoint.write(header, [parameters, means, squares, best], to: checkpoint, lanes)
    }
}
