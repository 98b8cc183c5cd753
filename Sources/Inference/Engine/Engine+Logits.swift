package import Core

extension Engine {
    /// Returns the logits after each token of a sequence, for parity tests and quality reports.
    ///
    /// - Parameter part: Tokens read at a time; results do not depend on it.
    package func logits(of tokens: [Int32], part: Int = 256) async throws -> [[Float]] {
        try await perform { worker, proceed in
            let evaluator = worker.evaluator
            var sequence = TokenSequence()
            var result: [[Float]] = []
            for first in stride(from: 0, to: tokens.count, by: part) {
                let slice = tokens[first..<min(tokens.count, first + part)]
                try evaluator.hidden(of: slice, into: &sequence, proceed: proceed) { _, rows in
                    evaluator.forEachLogits(Array(0..<rows)) { result.append(Array($1.values)) }
                }
            }
            return result
        }
    }

    /// Returns the tokens the engine reads for a prompt.
    package func tokens(of prompt: Prompt) async throws -> [Int32] {
        try await perform { worker, _ in try worker.tokens(of: prompt) }
    }

    /// Waits until no call is being served.
    package func settled() async throws {
        while try await !perform({ worker, _ in worker.isIdle }) { await Task.yield() }
    }
}
