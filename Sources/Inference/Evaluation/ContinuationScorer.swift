/// Scores continuations of a sequence: adds their tokens to batches and sums up log-probabilities.
///
/// Branches share the sequence's pages and copy only the one they write to, so each is computed as
/// if it had been read alone.
struct ContinuationScorer {
    /// Branches whose pages are held at a time.
    private static let branchLimit = 48

    /// The log-probability of each continuation, as far as it is known.
    private(set) var sums: [Double]
    private let continuations: [[Int32]]
    private let sequence: TokenSequence
    /// Continuations of more than one token that are in no tree yet, those that begin alike together.
    private var waiting: ArraySlice<Int>
    private var tree = ContinuationTree([], [])
    private var branches: [[Page]] = []
    /// Rows of the tree that were added to a batch.
    private var added = 0
    /// The rows of the last batch.
    private var last = 0..<0

    /// Prepares to score.
    ///
    /// - Parameter logits: The logits after the sequence's last token.
    init(_ continuations: [[Int32]], after sequence: TokenSequence, logits: Logits) {
        self.continuations = continuations
        self.sequence = sequence
        sums = continuations.map { $0.first.map { logits[$0] } ?? 0 }
        waiting =
            continuations.indices.filter { continuations[$0].count > 1 }
            .sorted { continuations[$0].lexicographicallyPrecedes(continuations[$1]) }[...]
    }

    /// Rows it could use in the next batch.
    var wanted: Int {
        let left = tree.rows.count - added
        // Before a tree is laid out its size is not known; one row is asked for at least.
        return left > 0
            ? left
            : waiting.isEmpty
                ? 0
                : waiting.prefix(Self.branchLimit).reduce(0) {
                    $0 + continuations[$1].count - 1
                }
    }

    /// Whether every sum is known.
    var isDone: Bool { wanted == 0 }

    /// Adds at most `room` rows to a batch and returns them; all their logits are wanted.
    mutating func contribute(_ room: Int, to batch: inout Batch, from pages: PagePool) -> [Int] {
        if added == tree.rows.count { layOut(pages) }
        last = added..<min(tree.rows.count, added + room)
        let base = batch.sequences.count
        batch.sequences += branches
        var rows: [Int] = []
        for row in last {
            let entry = tree.rows[row]
            rows.append(batch.rows.count)
            batch.writes += tree.branchesOfRow[row].map { (batch.rows.count, base + $0) }
            batch.rows.append(
                .init(
                    token: entry.token,
                    position: sequence.count + entry.offset,
                    sequence: base + entry.branch
                )
            )
        }
        added = last.upperBound
        return rows
    }

    /// Takes the logits of a row of the last batch.
    mutating func take(_ logits: Logits, index: Int) {
        for (number, token) in tree.targets[last.lowerBound + index] { sums[number] += logits[token] }
    }

    private mutating func layOut(_ pages: PagePool) {
        let group = waiting.prefix(Self.branchLimit)
        waiting = waiting.dropFirst(group.count)
        tree = ContinuationTree(continuations, group)
        branches = []  // gives the pages back before new ones are taken
        branches = tree.branches.map { number in
            var branch = sequence
            branch.append(continuations[number].dropLast(), from: pages)
            return branch.pages
        }
        added = 0
    }
}
