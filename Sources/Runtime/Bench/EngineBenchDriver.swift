import Foundation
import Inference
import Models

/// Measures the engine beside llama.cpp on one model file, in alternating runs.
///
/// Both sides do the same work with the same threads: distinct random prompts, full-vocabulary
/// logits, nothing reused. A figure is the median of the rounds; one round before them is not counted.
public struct EngineBenchDriver: Sendable {
    /// What can be measured, by the names `--rows` takes.
    public enum Row: String, Sendable, CaseIterable {
        /// Milliseconds until a model in the page cache can be used.
        case load
        /// Reading 512 random tokens.
        case prefill512
        /// Reading 2,048 random tokens.
        case prefill2048
        /// Reading 512 tokens against llama.cpp with the same weights as Q4_0, which it repacks.
        case prefill512best
        /// Writing 32 tokens after an empty context.
        case decode
        /// Writing 32 tokens after 2,048.
        case decode2k
        /// Writing 32 tokens after 8,128.
        case decode8k
        /// Writing 32 tokens of each of 8 sequences, all in one batch each step.
        case together
        /// Scoring 30 continuations of 8 tokens after a shared prompt of 256.
        case score
        /// Bytes of keys and values for each token at 2,048, in each mode, against halves.
        case cache
        /// Reading 512 tokens and writing 32 with an adapter of rank 16, against none.
        case adapter
        /// Bytes of weights that decoding reads a second, against what the memory gives.
        case bandwidth
        /// Peak memory of a fresh process that reads 512 tokens.
        case memory
    }

    /// How a benchmark is set up.
    public struct Options: Sendable {
        /// The model by name or path; `nil` for the default.
        public var model: String?
        /// The folder of llama-bench and llama-peer; `nil` measures ours alone.
        public var peer: String?
        /// Compute threads of both sides.
        public var threads = 2
        /// Alternating rounds.
        public var rounds = 5
        /// How keys and values are kept; `nil` for the default.
        public var cache: String?
        /// The instruction set of ours, such as "avx2"; `nil` for the best there is.
        public var instructions: String?
        /// What is measured.
        public var rows = Row.allCases
        /// The program that is started anew to measure its memory; it must be `lam`.
        public var program = "/proc/self/exe"

        /// Creates the default set-up.
        public init() {}
    }

    private let options: Options
    private let path: String
    private let engineOptions: EngineOptions
    private let peer: EnginePeer?

    /// Prepares a benchmark.
    ///
    /// - Throws: ``RuntimeError`` for a cache mode that does not exist, `ModelStoreError` for a
    ///   model that is not here, or that the cache mode needs calibrated.
    public init(_ options: Options) async throws {
        self.options = options
        let path = try ModelStore().resolve(
            (options.model.map(ModelChoice.named) ?? .standard).modelName ?? ""
        )
        self.path = path
        var engineOptions = try await ModelStore().engineOptions(
            for: path,
            cache: options.cache,
            threads: options.threads
        )
        engineOptions.instructions = options.instructions
        self.engineOptions = engineOptions
        peer = options.peer.map { EnginePeer(folder: $0, model: path, threads: options.threads) }
    }

    /// What is measured, for a heading.
    public var title: String {
        let name = URL(fileURLWithPath: path).lastPathComponent
        let instructions = options.instructions.map { ", \($0) alone" } ?? ""
        return "\(name), \(options.threads) threads\(instructions), \(engineOptions.cache.rawValue) cache, "
            + "median of \(options.rounds) alternating runs"
    }

    /// Measures row by row; `line` is given each as it is done, `note` what could not be measured.
    ///
    /// - Throws: ``RuntimeError``, `ModelError`, `InferenceError`.
    public func run(_ line: (BenchLine) -> Void, note: (String) -> Void) async throws {
        let benchmark = try await blocking { [path, engineOptions] in
            try EngineBenchmark(model: Model(contentsOf: path), options: engineOptions)
        }
        for row in options.rows {
            try Task.checkCancellation()
            switch row {
            case .load: line(try await load())
            case .prefill512best: if let best = try await best(benchmark) { line(best) }
            case .cache:
                for mode in CacheMode.allCases {
                    do { line(try await cache(mode)) } catch let error as ModelStoreError {
                        note("cache \(mode.rawValue): \(error)")
                    }
                }
            case .adapter: for result in try await adapter(benchmark) { line(result) }
            case .bandwidth: line(try await bandwidth(benchmark))
            case .memory: for result in try await memory() { line(result) }
            default:
                guard let (work, shape) = row.work else { continue }
                do { line(try await speed(row, work, shape, benchmark)) } catch let error as InferenceError
                    where error.code == .contextOverflow
                { note("\(row.rawValue): \(error)") }
            }
        }
    }

    /// Runs both sides in turn and returns their medians.
    private func alternate(
        _ ours: () async throws -> Double,
        _ theirs: () async throws -> Double?
    ) async throws -> (ours: Double, peer: Double?) {
        var (our, their): ([Double], [Double]) = ([], [])
        for _ in 0..<max(1, options.rounds) {
            our.append(try await ours())
            if let figure = try await theirs() { their.append(figure) }
        }
        return (Self.median(our) ?? 0, Self.median(their))
    }

    private func speed(
        _ row: Row,
        _ work: EngineBenchmark.Work,
        _ shape: EnginePeer.Shape,
        _ benchmark: EngineBenchmark
    ) async throws -> BenchLine {
        if row != .decode2k, row != .decode8k { _ = try await benchmark.measure(work) }
        let (ours, theirs) = try await alternate(
            { try await benchmark.measure(work).tokensPerSecond },
            { try await peer?.speed(shape) }
        )
        return BenchLine(row: work.name, ours: ours, peer: theirs, unit: "tokens/s")
    }

    /// What an adapter costs: here "peer" is ours without one, and the ratio is to be 0.91 at least.
    private func adapter(_ benchmark: EngineBenchmark) async throws -> [BenchLine] {
        try await benchmark.adapt(rank: 16)
        var lines: [BenchLine] = []
        for work in [EngineBenchmark.Work.prefill(tokens: 512), .decode(tokens: 32, context: 1)] {
            _ = try await benchmark.measure(work, adapted: true)
            let (with, without) = try await alternate(
                { try await benchmark.measure(work, adapted: true).tokensPerSecond },
                { try await benchmark.measure(work).tokensPerSecond }
            )
            lines.append(
                BenchLine(
                    row: "\(work.name), LoRA of rank 16 against none",
                    ours: with,
                    peer: without,
                    unit: "tokens/s"
                )
            )
        }
        return lines
    }

    /// The share of the memory's speed that decoding reaches; here "peer" is the memory.
    private func bandwidth(_ benchmark: EngineBenchmark) async throws -> BenchLine {
        let bytes = Double(benchmark.counters.weightBytes)
        let (ours, memory) = try await alternate(
            { try await benchmark.measure(.decode(tokens: 32, context: 1)).tokensPerSecond * bytes * 1e-9 },
            { try await benchmark.readRate() * 1e-9 }
        )
        return BenchLine(row: "weights read while decoding", ours: ours, peer: memory, unit: "GB/s")
    }

    private func best(_ benchmark: EngineBenchmark) async throws -> BenchLine? {
        guard let peer else { return nil }
        let folder = NSTemporaryDirectory() + "lam-bench-\(getpid())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let file = try await peer.requantized(into: folder)
        let (ours, theirs) = try await alternate(
            { try await benchmark.measure(.prefill(tokens: 512)).tokensPerSecond },
            { try await peer.speed(["-p", "512", "-n", "0"], model: file) }
        )
        return BenchLine(row: "prefill 512, peer with Q4_0", ours: ours, peer: theirs, unit: "tokens/s")
    }

    private func load() async throws -> BenchLine {
        let (ours, theirs) = try await alternate(
            { try await probe(tokens: 1).loadMilliseconds },
            { try await peer?.figure("load", []) }
        )
        return BenchLine(row: "load", ours: ours, peer: theirs, unit: "ms", smallerIsBetter: true)
    }

    private func cache(_ mode: CacheMode) async throws -> BenchLine {
        let tokens = min(2048, engineOptions.contextLength)
        let chosen = try await ModelStore().engineOptions(
            for: path,
            cache: mode.rawValue,
            threads: options.threads
        )
        let benchmark = try await blocking { [path] in
            try EngineBenchmark(model: Model(contentsOf: path), options: chosen)
        }
        return BenchLine(
            row: "KV bytes a token, \(mode.rawValue) at \(tokens), against f16",
            ours: try await benchmark.cacheBytes(after: tokens) / Double(tokens),
            peer: Double(benchmark.halfBytesPerToken),
            unit: "bytes",
            smallerIsBetter: true
        )
    }

    private func memory() async throws -> [BenchLine] {
        let ours = try await probe(tokens: 512)
        let theirs = try await peer?.figure("memory", [512])
        return [
            BenchLine(
                row: "peak memory after 512 tokens",
                ours: ours.peakBytes,
                peer: theirs,
                unit: "bytes",
                smallerIsBetter: true
            ),
            // Here "peer" is what cannot be avoided, so that the ratio is at least 1 / 1.25.
            BenchLine(
                row: "peak memory, against weights + KV",
                ours: ours.peakBytes,
                peer: ours.neededBytes,
                unit: "bytes",
                smallerIsBetter: true
            ),
        ]
    }

    private func probe(tokens: Int) async throws -> EngineProbe.Figures {
        let arguments =
            [
                "bench", "probe", "--model", path, "--threads", "\(options.threads)", "--read", "\(tokens)",
            ] + (options.cache.map { ["--cache", $0] } ?? [])
        let output = try await EnginePeer.output(of: options.program, arguments)
        return try JSONDecoder().decode(EngineProbe.Figures.self, from: output)
    }

    private static func median(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}

extension EngineBenchDriver.Row {
    /// What both sides do for a row that is a speed.
    fileprivate var work: (EngineBenchmark.Work, EnginePeer.Shape)? {
        switch self {
        case .prefill512: (.prefill(tokens: 512), .bench(["-p", "512", "-n", "0"]))
        case .prefill2048: (.prefill(tokens: 2048), .bench(["-p", "2048", "-n", "0"]))
        case .decode: (.decode(tokens: 32, context: 1), .bench(["-p", "0", "-n", "32"]))
        case .decode2k:
            (.decode(tokens: 32, context: 2048), .bench(["-p", "0", "-n", "32", "-d", "2048"]))
        case .decode8k:
            (.decode(tokens: 32, context: 8128), .bench(["-p", "0", "-n", "32", "-d", "8128"]))
        case .together:
            (.together(sequences: 8, tokens: 32, context: 128), .work("together", [8, 32, 128]))
        case .score: (.score(continuations: 30, tokens: 8, prompt: 256), .work("score", [30, 8, 256]))
        case .load, .prefill512best, .cache, .adapter, .bandwidth, .memory: nil
        }
    }
}
