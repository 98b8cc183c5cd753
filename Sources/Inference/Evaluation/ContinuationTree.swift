/// Continuations of one prompt, laid out so that what several begin with is computed once.
///
/// A row is a token that others follow; the last token of a continuation is never a row, since
/// nothing is predicted from it. Rows of a branch follow those it depends on.
struct ContinuationTree {
    /// A token to run through the network.
    struct Row {
        let token: Int32
        /// Tokens of the continuation before it.
        let offset: Int
        /// The first branch it lies on.
        let branch: Int
    }

    /// The continuations that have rows, by their number in what was given.
    private(set) var branches: [Int] = []
    /// The rows, those of a branch in order.
    private(set) var rows: [Row] = []
    /// For each row, the branches whose keys and values it is a part of.
    private(set) var branchesOfRow: [[Int]] = []
    /// For each row, the tokens whose probability is read off its logits.
    private(set) var targets: [[(continuation: Int, token: Int32)]] = []

    /// Lays out continuations.
    init(_ continuations: [[Int32]], _ numbers: some Sequence<Int>) {
        let sorted = numbers.sorted { continuations[$0].lexicographicallyPrecedes(continuations[$1]) }
        var path: [Int] = []
        var last: [Int32] = []
        for number in sorted where continuations[number].count > 1 {
            let tokens = continuations[number]
            let branch = branches.count
            branches.append(number)
            var shared = 0
            while shared < min(path.count, tokens.count - 1), last[shared] == tokens[shared] { shared += 1 }
            path.removeLast(path.count - shared)
            for offset in shared..<tokens.count - 1 {
                path.append(rows.count)
                rows.append(Row(token: tokens[offset], offset: offset, branch: branch))
                branchesOfRow.append([])
                targets.append([])
            }
            for (offset, row) in path.enumerated() {
                branchesOfRow[row].append(branch)
                targets[row].append((number, tokens[offset + 1]))
            }
            last = tokens
        }
    }
}
