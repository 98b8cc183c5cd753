import Foundation
import Models
import Training

/// Measures training beside PyTorch, in alternating runs (`lam bench training`).
public struct TrainingBenchDriver: Sendable {
    /// How a benchmark is set up.
    public struct Options: Sendable {
        /// The model by name or path; `nil` for the default.
        public var model: String?
        /// A Python that has torch, transformers and peft; `nil` measures ours alone.
        public var python: String?
        /// The peer's program.
        public var program = "Benchmarks/training/peer.py"
        /// How our products are computed, by one of ``productNames``.
        public var products = TrainingOptions().products.rawValue
        /// The seconds that one run of the peer may take.
        public var peerSeconds = 300
        /// Compute threads of both sides.
        public var threads = 2
        /// Alternating rounds.
        public var rounds = 3
        /// The rank of the changes.
        public var rank = 16
        /// Sequences of a step.
        public var sequences = 4
        /// Tokens of a sequence.
        public var tokens = 512

        /// Creates the default set-up.
        public init() {}

        /// The names of the ways products can be computed in.
        public static let productNames = TrainDriver.Options.productNames
    }

    private let options: Options
    private let products: TrainingProducts
    private let path: String

    /// Prepares a benchmark.
    ///
    /// - Throws: `ModelStoreError` for a model that is not here, ``RuntimeError`` for products that do not exist.
    public init(_ options: Options) throws {
        self.options = options
        products = try TrainDriver.Options.products(named: options.products)
        path = try ModelStore().resolve((options.model.map(ModelChoice.named) ?? .standard).modelName ?? "")
    }

    /// What is measured, for a heading.
    public var title: String {
        let name = URL(fileURLWithPath: path).lastPathComponent
        return "\(name), LoRA of rank \(options.rank) on all matrices, products in \(options.products), "
            + "a step of \(options.sequences) × \(options.tokens) tokens, \(options.threads) threads, "
            + "median of \(options.rounds) alternating runs"
    }

    private struct Peer: Decodable {
        var tokensPerSecond: Double
        var peakBytes: Double
    }

    /// Measures row by row.
    ///
    /// - Parameters:
    ///   - note: Told what was left out, and why.
    ///   - line: Told each row.
    /// - Throws: ``RuntimeError``, `ModelError`, `TrainingError`.
    public func run(note: (String) -> Void, _ line: (BenchLine) -> Void) async throws {
        var types = options.python == nil ? [] : ["f32"]
        if options.python == nil {
            note("no peer: name a Python with torch, transformers and peft by --python")
        } else if Self.computesBF16 {
            types.append("bf16")
        } else {
            note(
                "peer in bf16 left out: this CPU has no instructions for it, and what PyTorch does instead takes "
                    + "minutes a step"
            )
        }
        let work = TrainingBenchmark.Work.sequences(options.sequences, tokens: options.tokens)
        var ours: [Double] = []
        var peers: [String: [Peer]] = [:]
        var peak = 0.0
        for round in 0..<max(1, options.rounds) {
            try Task.checkCancellation()
            ours.append(try await speed(work))
            if round == 0 { peak = EngineProbe.peakBytes() }
            for type in types {
                try Task.checkCancellation()
                do { peers[type, default: []].append(try await peer(type)) } catch let error as RuntimeError {
                    // One that cannot be had once is not asked again.
                    note("peer in \(type) left out: \(error)")
                    types.removeAll { $0 == type }
                }
            }
        }
        let middle = Self.median(ours)
        for type in ["f32", "bf16"] where type == "f32" || peers[type] != nil {
            let theirs = peers[type].map { Self.median($0.map(\.tokensPerSecond)) }
            line(BenchLine(row: "training, peer in \(type)", ours: middle, peer: theirs, unit: "tokens/s"))
        }
        let memory = peers["f32"].map { Self.median($0.map(\.peakBytes)) }
        line(
            BenchLine(
                row: "training, peak memory",
                ours: peak,
                peer: memory,
                unit: "bytes",
                smallerIsBetter: true
            )
        )
        // What one screen costs: the prefix once, where a text for each goal would repeat it.
        let shared = TrainingBenchmark.Work.branches(16, tokens: 40, targets: 12, prefix: 400)
        line(
            BenchLine(
                row: "training, 16 branches of 40 after 400 shared",
                ours: try await speed(shared),
                peer: nil,
                unit: "tokens/s"
            )
        )
    }

    /// Whether the processor multiplies numbers of bf16 itself.
    private static var computesBF16: Bool {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let lines = text.split(separator: "\n")
        let flags = lines.first { $0.hasPrefix("flags") || $0.hasPrefix("Features") } ?? ""
        return flags.split(separator: " ").contains { ["avx512_bf16", "amx_bf16", "bf16"].contains($0) }
    }

    private func speed(_ work: TrainingBenchmark.Work) async throws -> Double {
        try await blocking { [path, options, products] in
            let benchmark = try TrainingBenchmark(
                Model(contentsOf: path),
                work,
                products: products,
                rank: options.rank,
                threads: options.threads
            )
            // The first step brings weights and memory in and is not counted.
            _ = benchmark.step()
            let steps = 2
            let clock = ContinuousClock()
            let time = clock.measure { for _ in 0..<steps { _ = benchmark.step() } }
            return Double(steps * work.tokens) / (time / .seconds(1))
        }
    }

    private struct Shape: Encodable {
        var architecture: String
        var vocabulary, width, feedForward, layers, heads, kvHeads: Int
        var tied: Bool
        var threads, rank, sequences, tokens, steps: Int
        var type: String
    }

    private func peer(_ type: String) async throws -> Peer {
        let python = options.python ?? ""
        let shape = try Model(contentsOf: path).configuration
        let form = Shape(
            architecture: shape.architecture.rawValue,
            vocabulary: shape.vocabularySize,
            width: shape.width,
            feedForward: shape.feedForward,
            layers: shape.layers,
            heads: shape.heads,
            kvHeads: shape.kvHeads,
            tied: shape.tiedEmbeddings,
            threads: options.threads,
            rank: options.rank,
            sequences: options.sequences,
            tokens: options.tokens,
            steps: 2,
            type: type
        )
        let file = NSTemporaryDirectory() + "lam-bench-\(getpid())-\(type).json"
        try JSONEncoder().encode(form).write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        let output = try await EnginePeer.output(
            of: python,
            [options.program, file],
            seconds: options.peerSeconds
        )
        return try JSONDecoder().decode(Peer.self, from: output)
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }
}
