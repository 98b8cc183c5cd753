import CKernels

extension Evaluator {
    /// Branches whose pages are held at a time.
    private static let branchLimit = 48

    /// Returns the log-probability of each continuation after a sequence.
    ///
    /// Branches share the sequence's pages and copy only the one they write to, so each is computed
    /// as if it had been read alone.
    ///
    /// - Parameter logits: The logits after the sequence's last token.
    func score(
        _ continuations: [[Int32]],
        after sequence: TokenSequence,
        logits: UnsafeBufferPointer<Float>,
        proceed: () -> Bool,
        scored: inout Int
    ) throws(InferenceError) -> [Double] {
        var sums = Array(repeating: 0.0, count: continuations.count)
        let longest = continuations.map(\.count).max() ?? 0
        guard sequence.count + longest <= contextLength else {
            throw .overflow(sequence.count + longest, of: contextLength)
        }
        let whole = ck_log_sum_exp(logits.baseAddress, logits.count)
        for (index, tokens) in continuations.enumerated() {
            guard let first = tokens.first, logits.indices.contains(Int(first)) else { continue }
            sums[index] = Double(logits[Int(first)]) - whole
        }
        let sorted = continuations.indices.filter { continuations[$0].count > 1 }
            .sorted { continuations[$0].lexicographicallyPrecedes(continuations[$1]) }
        for first in stride(from: 0, to: sorted.count, by: Self.branchLimit) {
            let group = sorted[first..<min(sorted.count, first + Self.branchLimit)]
            try score(
                ContinuationTree(continuations, group),
                continuations,
                after: sequence,
                into: &sums,
                proceed: proceed
            )
            scored += group.reduce(0) { $0 + continuations[$1].count - 1 }
        }
        return sums
    }

    private func score(
        _ tree: ContinuationTree,
        _ continuations: [[Int32]],
        after sequence: TokenSequence,
        into sums: inout [Double],
        proceed: () -> Bool
    ) throws(InferenceError) {
        let branches = tree.branches.map { number in
            var branch = sequence
            branch.append(continuations[number].dropLast(), from: pages)
            return branch.pages
        }
        for first in stride(from: 0, to: tree.rows.count, by: Pass.capacity) {
            guard proceed() else { throw InferenceError(.cancelled, "the request was cancelled") }
            let part = first..<min(tree.rows.count, first + Pass.capacity)
            var batch = Batch()
            batch.sequences = branches
            for row in part {
                let entry = tree.rows[row]
                batch.rows.append(
                    .init(token: entry.token, position: sequence.count + entry.offset, sequence: entry.branch)
                )
                batch.writes += tree.branchesOfRow[row].map { (row - first, $0) }
            }
            try run(batch)
            forEachLogits(0..<part.count) { row, logits in
                let whole = ck_log_sum_exp(logits.baseAddress, logits.count)
                for (number, token) in tree.targets[first + row] {
                    sums[number] += Double(logits[Int(token)]) - whole
                }
            }
        }
    }
}
