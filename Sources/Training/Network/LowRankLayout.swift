import Models

/// Where the factors of an adapter lie among its parameters.
///
/// Of each matrix A, (rank, columns), and B transposed, (rank, rows), one after the other. The rank is padded
/// to a multiple of 16 with rows of zero, whose gradients are zero and which stay so.
struct LowRankLayout: Sendable {
    /// The factors of one matrix.
    struct Slot: Sendable {
        let layer: Int
        let matrix: TrainedMatrix
        /// Where A begins.
        let a: Int
        /// Where B transposed begins.
        let b: Int
        /// The inputs of the matrix.
        let columns: Int
        /// The outputs of the matrix.
        let rows: Int
        /// What GGUF calls the matrix.
        var name: String { "blk.\(layer).\(matrix.rawValue).weight" }
    }

    let rank: Int
    let paddedRank: Int
    /// What B·A is multiplied with.
    let scale: Float
    let slots: [Slot]
    /// All parameters, the padding included.
    let count: Int
    private let places: [Int?]

    init(_ model: FrozenModel, rank: Int, alpha: Float, matrices: Set<TrainedMatrix>) {
        self.rank = rank
        paddedRank = (rank + 15) / 16 * 16
        scale = alpha / Float(rank)
        var slots: [Slot] = []
        var places: [Int?] = []
        var count = 0
        for (layer, block) in model.blocks.enumerated() {
            for matrix in TrainedMatrix.allCases {
                guard matrices.contains(matrix) else {
                    places.append(nil)
                    continue
                }
                let frozen = block[matrix]
                let a = count
                let b = a + paddedRank * frozen.columns
                count = b + paddedRank * frozen.rows
                places.append(slots.count)
                slots.append(
                    Slot(
                        layer: layer,
                        matrix: matrix,
                        a: a,
                        b: b,
                        columns: frozen.columns,
                        rows: frozen.rows
                    )
                )
            }
        }
        self.slots = slots
        self.places = places
        self.count = count
    }

    /// The factors of a matrix, if it is trained.
    subscript(layer: Int, matrix: TrainedMatrix) -> Slot? {
        places[layer * TrainedMatrix.allCases.count + matrix.index].map { slots[$0] }
    }

    /// Fills parameters as PEFT does: A uniform within 1/√columns, B zero.
    func initialize(_ parameters: FloatMemory, seed: UInt64) {
        parameters.clear()
        for (index, slot) in slots.enumerated() {
            var random = SplitMix(seed: seed, stream: UInt64(index))
            let bound = 1 / Float(slot.columns).squareRoot()
            for place in 0..<rank * slot.columns {
                parameters.pointer[slot.a + place] = (random.unit() * 2 - 1) * bound
            }
        }
    }

    /// Fills parameters with the factors of an adapter, so that training goes on from what it does.
    ///
    /// - Throws: ``TrainingError`` with code `otherAdapter` when it changes other matrices, or by another rank.
    func load(_ adapter: Adapter, for model: ModelConfiguration, into parameters: FloatMemory)
        throws(TrainingError)
    {
        func require(_ condition: Bool, _ what: String) throws(TrainingError) {
            guard condition else {
                throw TrainingError(
                    .otherAdapter,
                    "\(adapter.path) \(what); train on from it with its own rank and matrices, or begin without it"
                )
            }
        }
        try require(
            adapter.factors.count == slots.count,
            "changes \(adapter.factors.count) matrices where this run changes \(slots.count)"
        )
        parameters.clear()
        for slot in slots {
            let name = slot.name
            guard let factors = adapter.factors[name] else {
                try require(false, "does not change \(name)")
                continue
            }
            try require(
                factors.rank == rank,
                "has rank \(factors.rank) for \(name) where this run has \(rank)"
            )
            try require(
                factors.rows == slot.rows && factors.columns == slot.columns,
                "changes \(name) as (\(factors.rows), \(factors.columns)), which here is "
                    + "(\(slot.rows), \(slot.columns))"
            )
            for (place, value) in factors.a.enumerated() { parameters.pointer[slot.a + place] = value }
            let b = adapter.rows(of: name, for: model)
            let change = factors.scale / scale
            for row in 0..<slot.rows {
                for r in 0..<rank {
                    parameters.pointer[slot.b + r * slot.rows + row] = b[row * rank + r] * change
                }
            }
        }
    }

    /// Returns the factors as an adapter holds them.
    func factors(_ parameters: FloatMemory) -> [String: LowRankFactors] {
        var result: [String: LowRankFactors] = [:]
        for slot in slots {
            let a = UnsafeBufferPointer(start: parameters.pointer + slot.a, count: rank * slot.columns)
            var b = [Float](repeating: 0, count: slot.rows * rank)
            for r in 0..<rank {
                let row = parameters.pointer + slot.b + r * slot.rows
                for index in 0..<slot.rows { b[index * rank + r] = row[index] }
            }
            result[slot.name] = LowRankFactors(
                rank: rank,
                columns: slot.columns,
                rows: slot.rows,
                a: Array(a),
                b: b,
                scale: scale
            )
        }
        return result
    }
}
