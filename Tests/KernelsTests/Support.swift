import CKernels
import CSimulatedKernels

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

/// The kernels of one instruction set: the CPU's own, or others on simulated instructions.
enum KernelSet: Hashable, CustomStringConvertible {
    case native(UInt32)
    case simulatedAVXVNNI
    case simulatedAVX512

    var description: String {
        switch self {
        case .native(let isa): String(cString: ck_isa_name(ck_isa(isa)))
        case .simulatedAVXVNNI: "avxvnni, simulated"
        case .simulatedAVX512: "avx512vnni, simulated"
        }
    }
}

/// Threads for kernels, on one instruction set.
final class Pool {
    let pointer: OpaquePointer

    /// Starts threads; `nil` when the CPU lacks the instruction set or it could not be simulated.
    init?(_ kernels: KernelSet, lanes: Int32 = 0) {
        guard let pointer = ck_pool_create(lanes) else { return nil }
        self.pointer = pointer
        let selected =
            switch kernels {
            case .native(let isa): ck_pool_select(pointer, ck_isa(isa))
            case .simulatedAVXVNNI: ck_simulate_avxvnni(pointer)
            case .simulatedAVX512: ck_simulate_avx512(pointer)
            }
        if !selected { return nil }
    }

    /// Starts threads; `nil` when the CPU lacks the instruction set.
    convenience init?(_ isa: ck_isa, lanes: Int32 = 0) { self.init(.native(isa.rawValue), lanes: lanes) }

    deinit { ck_pool_destroy(pointer) }

    /// The kernels that can be run here: those of this CPU, and the simulated ones.
    static let available: [KernelSet] =
        ([CK_ISA_GENERIC, CK_ISA_AVX2, CK_ISA_AVXVNNI, CK_ISA_AVX512].map { .native($0.rawValue) }
        + [.simulatedAVXVNNI]).filter { Pool($0, lanes: 1) != nil } + [.simulatedAVX512]
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
            case 1, 2, 6, 8, 20: put(half: 0)
            case 10:
                put(half: 80)
                put(half: 82)
            case 11: put(half: 108)
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

    /// A matrix of 32-bit floats.
    init(floats values: [Float], rows: Int, columns: Int) {
        bytes = values.withUnsafeBytes { Array($0) }
        (type, self.rows, self.columns, self.values) = (0, rows, columns, values)
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
