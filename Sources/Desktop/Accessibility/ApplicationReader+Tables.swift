import Core

extension ApplicationReader {
    /// Reads the visible cells of a table that is too large to be read whole.
    ///
    /// The cells at the corners are found by place (`Component.GetAccessibleAtPoint`); those
    /// between them are then asked for by row and column (`Table.GetAccessibleAt`).
    func probe(_ position: Int) {
    }
}
