import Foundation
import Inference
import Models

/// What a fresh process takes to load a model and to read some tokens.
public struct EngineProbe: Sendable {
    /// The figures of a process.
    public struct Figures: Sendable, Codable {
        /// Milliseconds from opening the file until the engine can work.
        public var loadMilliseconds: Double
        /// The most memory the process had at a time.
        public var peakBytes: Double
        /// The weights, as large as in their file, and the keys and values of the tokens.
        public var neededBytes: Double
    }

    private let path: String
    private let options: EngineOptions

    /// Chooses a model and how the engine is set up.
    ///
    /// - Throws: ``RuntimeError`` for a cache mode that does not exist, `ModelStoreError`.
    public init(model: String?, threads: Int, cache: String?) async throws {
        path = try ModelStore().resolve((model.map(ModelChoice.named) ?? .standard).modelName ?? "")
        options = try await ModelStore().engineOptions(for: path, cache: cache, threads: threads)
    }

    /// Loads the model and reads random tokens.
    ///
    /// - Throws: `ModelError`, `InferenceError`.
    public func run(tokens: Int) async throws -> Figures {
        let clock = ContinuousClock()
        let start = clock.now
        let benchmark = try await blocking { [path, options] in
            try EngineBenchmark(model: Model(contentsOf: path), options: options)
        }
        let (seconds, attoseconds) = (clock.now - start).components
        let cache = try await benchmark.cacheBytes(after: tokens)
        // Before the rest of the program's own code is read in for what follows.
        let peak = Self.peakBytes()
        let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Double ?? 0
        return Figures(
            loadMilliseconds: Double(seconds) * 1e3 + Double(attoseconds) * 1e-15,
            peakBytes: peak,
            neededBytes: size + cache
        )
    }

    /// The process's largest resident size so far (proc(5), VmHWM).
    static func peakBytes() -> Double {
        guard let file = fopen("/proc/self/status", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 256)
        while fgets(&line, Int32(line.count), file) != nil {
            guard strncmp(line, "VmHWM:", 6) == 0 else { continue }
            return 1024 * Double(strtol(Array(line.dropFirst(6)), nil, 10))
        }
        return 0
    }
}
