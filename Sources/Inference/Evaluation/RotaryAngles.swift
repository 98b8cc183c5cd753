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

    /// How keys turn from token to token within a tile.
    ///
    /// It sets the first 64 rows.
    func turns(of rotation: ck_rotation) -> KeyTurns {
        for row in 0..<Page.tokens { set(row: row, position: row) }
        return KeyTurns(ck_turns_create(rotation, cosines.pointer, sines.pointer))
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

/// How keys turn from token to token within a tile, for the packing of tiles.
final class KeyTurns {
    /// `nil` where nothing turns noticeably.
    let pointer: OpaquePointer?

    init(_ pointer: OpaquePointer?) { self.pointer = pointer }

    deinit { ck_turns_destroy(pointer) }
}
