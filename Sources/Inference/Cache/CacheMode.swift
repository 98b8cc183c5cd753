import CKernels

/// How keys and values of past tokens are kept.
public enum CacheMode: String, Sendable, Hashable, CaseIterable {
    /// Half precision, and an exact softmax.
    case f16
    /// The first stage of TurboAttention (§FlashQ, §SAS): 8-bit tiles, quantised products, a softmax
    /// by table and cubic.
    case turbo8

    var kernelMode: ck_cache_mode {
        switch self {
        case .f16: CK_CACHE_F16
        case .turbo8: CK_CACHE_TURBO8
        }
    }
}
