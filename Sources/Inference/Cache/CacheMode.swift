import CKernels

/// How keys and values of past tokens are kept.
public enum CacheMode: String, Sendable, Hashable, CaseIterable {
    /// Half precision, and an exact softmax.
    case f16
    /// The first stage of TurboAttention (§FlashQ, §SAS): 8-bit tiles, quantised products, a softmax
    /// by cubic and exponent.
    case turbo8
    /// Both stages (§FlashQ): tiles that are full are packed to 4 bits a number.
    case turbo4
    /// Both stages, by head (§Head-wise mixed precision): the half of all heads' keys and values that a
    /// calibration chose is packed to 2 bits a number, the others to 4.
    case turbo42

    var kernelMode: ck_cache_mode {
        switch self {
        case .f16: CK_CACHE_F16
        case .turbo8: CK_CACHE_TURBO8
        case .turbo4, .turbo42: CK_CACHE_TURBO4
        }
    }
}
