import Foundation
import Inference

/// Measures attention alone beside ggml's flash attention with halves (`lam bench attention`).
public struct AttentionBenchDriver: Sendable {
    private let peer: String?
    private let threads: Int
    private let rounds: Int

    /// Prepares a benchmark.
    ///
    /// - Parameter peer: The program made from `Benchmarks/attention/peer.c`; `nil` measures ours alone.
    public init(peer: String?, threads: Int, rounds: Int) {
        self.peer = peer
        self.threads = threads
        self.rounds = max(1, rounds)
    }

    /// Measures shape by shape; `line` is given each result.
    ///
    /// - Throws: ``RuntimeError`` when the peer fails, `InferenceError`.
    public func run(_ line: (BenchLine) -> Void) async throws {
        for (heads, kvHeads, head) in [(9, 3, 64), (32, 8, 128)] {
            for keys in [1024, 4096, 16384] {
                for rows in [1, 512] {
                    try Task.checkCancellation()
                    line(
                        try await measure(
                            .init(heads: heads, kvHeads: kvHeads, head: head, keys: keys, rows: rows)
                        )
                    )
                }
            }
        }
    }

    private func measure(_ shape: AttentionBenchmark.Shape) async throws -> BenchLine {
        var (ours, theirs): ([Double], [Double]) = ([], [])
        // Few rounds of what takes seconds; alternating, so that both meet the same load.
        let inner = shape.rows == 1 ? 9 : 1
        for _ in 0..<rounds {
            ours.append(
                try await blocking { [threads] in
                    try AttentionBenchmark(shape, threads: threads).measure(rounds: inner)
                }
            )
            if let peer { theirs.append(try await run(peer, shape, inner)) }
        }
        return BenchLine(
            row: "\(shape.rows == 1 ? "decode" : "prefill \(shape.rows)") d\(shape.head) "
                + "\(shape.heads)/\(shape.kvHeads) at \(shape.keys)",
            ours: ours.sorted()[ours.count / 2],
            peer: theirs.isEmpty ? nil : theirs.sorted()[theirs.count / 2],
            unit: "us",
            smallerIsBetter: true
        )
    }

    private func run(_ peer: String, _ shape: AttentionBenchmark.Shape, _ inner: Int) async throws -> Double {
        let arguments = [
            threads, shape.heads, shape.kvHeads, shape.head, shape.keys, shape.rows, shape.layers, inner,
        ]
        let output = try await EnginePeer.output(of: peer, arguments.map(String.init))
        let text = String(decoding: output, as: UTF8.self)
        guard let figure = text.split(separator: "\n").last.flatMap({ Double($0) }) else {
            throw RuntimeError(.environment, "\(peer) printed no figure but \(text.prefix(200))")
        }
        return figure
    }
}
