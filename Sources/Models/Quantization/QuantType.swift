import CKernels

/// How the elements of a tensor are stored; raw values are GGML's type numbers.
public enum QuantType: UInt32, Sendable, Hashable, CaseIterable {
    /// IEEE 754 numbers of 32 bits.
    case f32 = 0
    /// IEEE 754 numbers of 16 bits.
    case f16 = 1
    /// Blocks of 32: f16 scale, 4-bit codes less 8.
    case q4_0 = 2
    /// Blocks of 32: f16 scale and minimum, 4-bit codes.
    case q4_1 = 3
    /// Blocks of 32: f16 scale, 5-bit codes less 16.
    case q5_0 = 6
    /// Blocks of 32: f16 scale and minimum, 5-bit codes.
    case q5_1 = 7
    /// Blocks of 32: f16 scale, signed 8-bit codes.
    case q8_0 = 8
    /// Blocks of 256: sixteen sub-blocks of 16 with 4-bit scales and minima, 2-bit codes.
    case q2_K = 10
    /// Blocks of 256: sixteen sub-blocks of 16 with 6-bit scales, 3-bit codes less 4.
    case q3_K = 11
    /// Blocks of 256: eight sub-blocks of 32 with 6-bit scales and minima, 4-bit codes.
    case q4_K = 12
    /// Blocks of 256: eight sub-blocks of 32 with 6-bit scales and minima, 5-bit codes.
    case q5_K = 13
    /// Blocks of 256: sixteen sub-blocks of 16 with 8-bit scales, 6-bit codes less 32.
    case q6_K = 14
    /// Blocks of 32: f16 scale, 4-bit codes that stand for sixteen uneven steps.
    case iq4_NL = 20
    /// The upper 16 bits of IEEE 754 numbers of 32 bits.
    case bf16 = 30
}

extension QuantType {
    /// The facts about a storage type that everything else is derived from.
    public struct Traits: Sendable, Hashable {
        /// The name in GGML's spelling.
        public let name: String
        /// The elements that share a block.
        public let elementsPerBlock: Int
        /// The bytes of a block.
        public let bytesPerBlock: Int
    }

    /// The facts about this type: the one table all code goes by.
    public var traits: Traits {
        switch self {
        case .f32: Traits(name: "F32", elementsPerBlock: 1, bytesPerBlock: 4)
        case .f16: Traits(name: "F16", elementsPerBlock: 1, bytesPerBlock: 2)
        case .bf16: Traits(name: "BF16", elementsPerBlock: 1, bytesPerBlock: 2)
        case .q8_0: Traits(name: "Q8_0", elementsPerBlock: 32, bytesPerBlock: 34)
        case .q4_0: Traits(name: "Q4_0", elementsPerBlock: 32, bytesPerBlock: 18)
        case .q4_1: Traits(name: "Q4_1", elementsPerBlock: 32, bytesPerBlock: 20)
        case .q5_0: Traits(name: "Q5_0", elementsPerBlock: 32, bytesPerBlock: 22)
        case .q5_1: Traits(name: "Q5_1", elementsPerBlock: 32, bytesPerBlock: 24)
        case .iq4_NL: Traits(name: "IQ4_NL", elementsPerBlock: 32, bytesPerBlock: 18)
        case .q2_K: Traits(name: "Q2_K", elementsPerBlock: 256, bytesPerBlock: 84)
        case .q3_K: Traits(name: "Q3_K", elementsPerBlock: 256, bytesPerBlock: 110)
        case .q5_K: Traits(name: "Q5_K", elementsPerBlock: 256, bytesPerBlock: 176)
        case .q4_K: Traits(name: "Q4_K", elementsPerBlock: 256, bytesPerBlock: 144)
        case .q6_K: Traits(name: "Q6_K", elementsPerBlock: 256, bytesPerBlock: 210)
        }
    }

    /// Whether there are kernels that multiply by weights of this type.
    public var isComputable: Bool { ck_type_supported(rawValue) }

    /// Returns the bytes of a tensor of this type.
    ///
    /// - Parameter shape: The extents, the fastest-running first.
    /// - Returns: `nil` when a row is no whole number of blocks or the size overflows.
    public func byteCount(shape: [Int]) -> Int? {
        let traits = traits
        guard let row = shape.first, row > 0, row % traits.elementsPerBlock == 0 else { return nil }
        var total = row / traits.elementsPerBlock
        for extent in shape.dropFirst() + [traits.bytesPerBlock] {
            let (product, overflow) = total.multipliedReportingOverflow(by: extent)
            guard !overflow, extent > 0 else { return nil }
            total = product
        }
        return total
    }
}
