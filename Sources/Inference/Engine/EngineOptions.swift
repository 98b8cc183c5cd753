/// How an engine is set up.
public struct EngineOptions: Sendable, Hashable {
    /// Tokens of prompt and reply together, at most; never more than the model was trained for.
    public var contextLength: Int
    /// How keys and values are kept.
    public var cache: CacheMode
    /// How many bits each head's keys and values are packed to; `turbo42` needs it and other modes ignore it.
    public var headBits: HeadBits?
    /// Compute threads, at most one for each processor the process may use; `nil` takes all.
    public var threads: Int?
    /// Sequences kept for reuse by later calls, at least 2 to switch between two prompts.
    public var keptSequences: Int
    /// Calls that are served together, at most; others wait in the order they came.
    public var concurrentRequests: Int
    /// Bytes that weights, keys and values may take; `nil` for what machine and control group have
    /// left when they are asked for.
    ///
    /// What does not fit is refused before it is allocated.
    public var memoryLimit: Int?
    /// SAS: scores this far below a row's largest count as nothing, from -16 to 0 (not for `f16`).
    ///
    /// At -10 a softmax over 1,024 Gaussian scores of deviation 2 is off by 5e-4 in sum; at the
    /// -6 of the paper by 0.087.
    public var softmaxThreshold: Float
    /// The folder for packed weights, which processes share; `nil` packs them into memory at each start.
    public var packedFolder: String?
    /// What the engine is called where it decides; `nil` for what the file calls the model.
    public var name: String?

    /// How much attention's scale is off, for measuring what rounding makes of a small difference.
    package var perturbation: Float = 0
    /// The name of the instruction set to compute with, such as "avx2"; `nil` for the best there is.
    package var instructions: String?

    /// Creates options.
    public init(
        contextLength: Int = 8192,
        cache: CacheMode = .turbo8,
        threads: Int? = nil,
        keptSequences: Int = 4,
        concurrentRequests: Int = 16,
        memoryLimit: Int? = nil,
        softmaxThreshold: Float = -10,
        packedFolder: String? = EngineOptions.standardPackedFolder,
        headBits: HeadBits? = nil
    ) {
        self.contextLength = contextLength
        self.cache = cache
        self.threads = threads
        self.keptSequences = keptSequences
        self.concurrentRequests = concurrentRequests
        self.memoryLimit = memoryLimit
        self.softmaxThreshold = softmaxThreshold
        self.packedFolder = packedFolder
        self.headBits = headBits
    }

    /// The folder for packed weights by the XDG base directory specification.
    ///
    /// `$XDG_CACHE_HOME/lam/packed`, else `~/.cache/lam/packed`. It is kept below 8 GiB: the file unread
    /// for longest goes first.
    public static var standardPackedFolder: String? { PackedFolder.standard }
}
