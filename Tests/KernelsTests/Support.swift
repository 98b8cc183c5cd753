import CKernels

/// Reproducible numbers (xorshift).
struct Noise {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func bits() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    /// A number from -1 to 1.
    mutating func number() -> Float { Float(Int32(truncatingIfNeeded: bits() >> 20)) / 0x8000_0000 }

    mutating func numbers(_ count: Int, scale: Float = 1) -> [Float] {
        (0..<count).map { _ in number() * scale }
    }
}

/// Threads for kernels, on one instruction set.
final class Pool {
    let pointer: OpaquePointer

    /// Starts threads; `nil` when the CPU lacks the instruction set.
    init?(_ isa: ck_isa, lanes: Int32 = 0) {
        guard let pointer = ck_pool_create(lanes) else { return nil }
        self.pointer = pointer
        // What is selected is nothing to release.
        if !ck_pool_select(pointer, isa) { return nil }
    }

    deinit { ck_pool_destroy(pointer) }

    /// The instruction sets this CPU has.
    static let available = [CK_ISA_GENERIC, CK_ISA_AVX2].filter { Pool($0, lanes: 1) != nil }
}

/// A random matrix in some GGUF type, and its values.
struct Weights {
    let type: UInt32
    let rows: Int
    let columns: Int
    let bytes: [UInt8]
    let values: [Float]

    init(_ type: UInt32, rows: Int, columns: Int, _ noise: inout Noise) {
        let (block, size) = (ck_type_block(type), ck_type_bytes(type))
        var bytes: [UInt8] = []
        for _ in 0..<rows * columns / block {
            var raw = (0..<size).map { _ in UInt8(truncatingIfNeeded: noise.bits() >> 30) }
            // Scales are halves: kept small and finite, of either sign.
            func put(half at: Int) { raw[at + 1] = raw[at + 1] & 0x83 | 0x1C }
            switch type {
            case 0, 30:
                let value = noise.number().bitPattern
                raw = (type == 0 ? 0..<4 : 2..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
            case 1, 2, 6, 8: put(half: 0)
            case 14: put(half: 208)
            default:
                put(half: 0)
                put(half: 2)
            }
            bytes += raw
        }
        var values = [Float](repeating: 0, count: rows * columns)
        ck_dequantize(type, bytes, values.count, &values)
        (self.type, self.rows, self.columns, self.bytes, self.values) = (type, rows, columns, bytes, values)
    }

    /// The product with one vector, in double precision, and the sum of its terms' magnitudes.
    func product(_ row: Int, _ x: ArraySlice<Float>) -> (sum: Double, size: Double) {
        var (sum, size) = (0.0, 0.0)
        for (w, v) in zip(values[row * columns..<(row + 1) * columns], x) {
            sum += Double(w) * Double(v)
            size += abs(Double(w) * Double(v))
        }
        return (sum, size)
    }
}
