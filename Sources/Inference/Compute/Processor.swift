import CKernels

/// What the processor offers the engine.
public struct Processor: Sendable {
    /// An instruction set that kernels exist for.
    public struct InstructionSet: Sendable, Equatable {
        /// Its name ("generic", "avx2", "avxvnni", "avx512vnni").
        public var name: String
        /// Whether this processor has it.
        public var available: Bool
    }

    /// All instruction sets that kernels exist for, the plainest first.
    public let instructionSets: [InstructionSet]
    /// The name of the one the engine computes with: the best there is.
    public let used: String
    /// How many processors this process may use, at most as many threads as the engine starts.
    public let available: Int

    /// Asks the processor.
    public init() {
        instructionSets = [CK_ISA_GENERIC, CK_ISA_AVX2, CK_ISA_AVXVNNI, CK_ISA_AVX512].map { isa in
            InstructionSet(name: String(cString: ck_isa_name(isa)), available: ck_isa_available(isa))
        }
        used = String(cString: ck_isa_name(ck_best_isa()))
        available = Int(ck_pool_available())
    }
}
