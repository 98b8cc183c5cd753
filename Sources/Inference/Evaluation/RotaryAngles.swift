import CKernels

/// Cosines and sines of the rotary angles of a batch's rows.
final class RotaryAngles {
    /// (rows, rotated / 2).
    let cosines: FloatBuffer
    /// (rows, rotated / 2).
    let sines: FloatBuffer
    private let rotated: Int
    private let base: Double
    /// What each frequency is divided by.
    private let factors: FloatBuffer?

    /// Makes room.
    ///
    /// - Parameters:
    ///   - scale: What positions are divided by.
    ///   - factors: What the frequencies are divided by instead, `rotated / 2` of them.
    init(rows: Int, rotated: Int, base: Float, scale: Float = 1, factors: FloatBuffer? = nil) {
        cosines = FloatBuffer(rows * rotated / 2)
        sines = FloatBuffer(rows * rotated / 2)
        self.rotated = rotated
        self.base = Double(base)
        if factors == nil, scale != 1 {
            let uniform = FloatBuffer(rotated / 2)
            uniform.pointer.update(repeating: scale, count: rotated / 2)
            self.factors = uniform
        } else {
            self.factors = factors
        }
    }

    /// Sets the angles of a row.
    func set(row: Int, position: Int) {
        let at = row * rotated / 2
        ck_rope_angles(
            position,
            rotated,
            base,
            factors?.pointer,
            cosines.pointer + at,
            sines.pointer + at
        )
    }
}
