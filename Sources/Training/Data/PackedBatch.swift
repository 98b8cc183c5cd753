import CKernels

/// Tokens of one pass: groups one after the other, each a prefix and the branches that share it.
struct PackedBatch {
    /// A row whose next token is to be learned.
    struct Target {
        let row: Int
        let token: Int32
        let weight: Float
    }

    private(set) var tokens: [Int32] = []
    private(set) var positions: [Int] = []
    private(set) var sights: [ck_sight] = []
    private(set) var groups: [ck_relatives] = []
    private(set) var targets: [Target] = []
    /// Of each example the range of its targets.
    private(set) var examples: [Range<Int>] = []

    /// The weights of all targets.
    var weight: Double { targets.reduce(0) { $0 + Double($1.weight) } }

    /// Adds a group.
    mutating func add(_ group: TokenGroup) {
        let first = tokens.count
        for (position, token) in group.prefix.enumerated() {
            append(token, position, ck_sight(prefix: 0, own: 0))
        }
        for branch in group.branches {
            let own = tokens.count - first
            let known = branch.tokens.count - branch.targets
            let begin = targets.count
            for (index, token) in branch.tokens.dropLast().enumerated() {
                if index + 1 >= known {
                    targets.append(
                        Target(
                            row: tokens.count,
                            token: branch.tokens[index + 1],
                            weight: branch.weight / Float(branch.targets)
                        )
                    )
                }
                let sight = ck_sight(prefix: Int32(group.prefix.count), own: Int32(own))
                append(token, group.prefix.count + index, sight)
            }
            examples.append(begin..<targets.count)
        }
        groups.append(ck_relatives(first: first, count: tokens.count - first))
    }

    private mutating func append(_ token: Int32, _ position: Int, _ sight: ck_sight) {
        tokens.append(token)
        positions.append(position)
        sights.append(sight)
    }

    /// Packs groups into batches of at most `capacity` rows each; a group that does not fit is split, and
    /// its prefix repeated.
    ///
    /// - Precondition: Each branch fits with its prefix.
    static func pack(_ groups: [TokenGroup], capacity: Int) -> [PackedBatch] {
        var batches: [PackedBatch] = []
        var batch = PackedBatch()
        for piece in groups.flatMap({ split($0, capacity) }) {
            if batch.tokens.count + piece.rows > capacity, !batch.tokens.isEmpty {
                batches.append(batch)
                batch = PackedBatch()
            }
            batch.add(piece)
        }
        if !batch.tokens.isEmpty { batches.append(batch) }
        return batches
    }

    private static func split(_ group: TokenGroup, _ capacity: Int) -> [TokenGroup] {
        guard group.rows > capacity else { return [group] }
        var pieces: [TokenGroup] = []
        var branches: [TokenGroup.Branch] = []
        var rows = group.prefix.count
        for branch in group.branches {
            if rows + branch.tokens.count - 1 > capacity, !branches.isEmpty {
                pieces.append(TokenGroup(prefix: group.prefix, branches: branches))
                branches = []
                rows = group.prefix.count
            }
            branches.append(branch)
            rows += branch.tokens.count - 1
        }
        if !branches.isEmpty { pieces.append(TokenGroup(prefix: group.prefix, branches: branches)) }
        return pieces
    }
}
