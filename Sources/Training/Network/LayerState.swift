import Models

/// What the way forward through a block leaves for the way back.
///
/// Each is (rows, elements). What can be had again cheaply, such as normalised vectors, is not kept.
final class LayerState {
    let query: FloatMemory
    let key: FloatMemory
    let value: FloatMemory
    /// What attention gave.
    let mixed: FloatMemory
    /// The logarithms of the softmaxes' sums.
    let logs: FloatMemory
    /// The stream after attention.
    let middle: FloatMemory
    let gate: FloatMemory
    let up: FloatMemory
    /// A·x of each matrix, by ``TrainedMatrix/index``.
    let inner: [FloatMemory]

    init(_ model: FrozenModel, _ layout: LowRankLayout, rows: Int) {
        let shape = model.configuration
        query = FloatMemory(rows * shape.queryWidth)
        key = FloatMemory(rows * shape.kvWidth)
        value = FloatMemory(rows * shape.kvWidth)
        mixed = FloatMemory(rows * shape.queryWidth)
        logs = FloatMemory(rows * shape.heads)
        middle = FloatMemory(rows * shape.width)
        gate = FloatMemory(rows * shape.feedForward)
        up = FloatMemory(rows * shape.feedForward)
        inner = TrainedMatrix.allCases.map { _ in FloatMemory(rows * layout.paddedRank) }
    }

    /// The floats that one takes for each row.
    static func floatsPerRow(_ model: FrozenModel, _ layout: LowRankLayout) -> Int {
        let shape = model.configuration
        return 2 * shape.queryWidth + 2 * shape.kvWidth + shape.heads + shape.width + 2 * shape.feedForward
            + TrainedMatrix.allCases.count * layout.paddedRank
    }
}
