import CKernels

/// Where the tiles of each layer and head lie in a page, and in the buffer of a page being filled.
///
/// Tiles of `turbo4` and `turbo42` are packed once their 64 tokens are there; until then they are
/// written to a buffer, in the form of `turbo8`.
final class CacheLayout {
    let shape: ck_attention_shape
    let layers: Int
    /// The bytes of a page.
    let pageBytes: Int
    /// The bytes of a buffer; 0 where tiles are written to the page itself.
    let bufferBytes: Int
    private let bits: UnsafeMutablePointer<ck_bits>?
    private let offsets: [Int]

    /// Lays out a page.
    ///
    /// - Throws: ``InferenceError`` with code `invalidRequest` when the mode needs the bits of each head
    ///   and they are missing or those of another model.
    init(_ shape: ck_attention_shape, layers: Int, _ options: EngineOptions) throws(InferenceError) {
        self.shape = shape
        self.layers = layers
        let heads = Int(shape.kv_heads)
        let tile = ck_tile_bytes(shape.mode, shape.head)
        let packed = options.cache == .turbo4 || options.cache == .turbo42
        var chosen = [ck_bits](repeating: ck_bits(keys: 4, values: 4), count: layers * heads)
        if options.cache == .turbo42 {
            guard let given = options.headBits else {
                throw InferenceError(
                    .invalidRequest,
                    "the cache mode turbo42 needs to know which keys and values keep 4 bits; run `lam model calibrate`"
                )
            }
            guard given.heads == heads, given.layers == layers else {
                throw InferenceError(
                    .invalidRequest,
                    "the calibration is that of a model with \(given.layers) layers of \(given.heads) heads, "
                        + "and this one has \(layers) of \(heads); run `lam model calibrate` again"
                )
            }
            chosen = chosen.indices.map {
                ck_bits(keys: given.bits[2 * $0], values: given.bits[2 * $0 + 1])
            }
        }
        var offsets: [Int] = []
        var end = 0
        for (index, bits) in chosen.enumerated() {
            if index % heads == 0 { offsets.append(end) }
            end += packed ? ck_packed_bytes(bits, shape.head) : tile
        }
        self.offsets = offsets
        pageBytes = (end + 63) / 64 * 64
        bufferBytes = packed ? layers * heads * tile : 0
        bits = packed ? .allocate(capacity: chosen.count) : nil
        bits?.initialize(from: chosen, count: chosen.count)
    }

    deinit { bits?.deallocate() }

    /// Whether full tiles are packed.
    var packs: Bool { bufferBytes > 0 }
    /// The bytes of a page that tokens are being written to.
    var openBytes: Int { pageBytes + bufferBytes }

    /// Where a layer's tiles lie, and how its keys turn; good as long as this layout and the turns are.
    func layer(_ index: Int, turns: KeyTurns? = nil) -> ck_layer {
        let heads = Int(shape.kv_heads)
        return ck_layer(
            offset: offsets[index],
            buffer: packs ? index * heads * ck_tile_bytes(shape.mode, shape.head) : 0,
            bits: bits.map { UnsafePointer($0 + index * heads) },
            turns: turns?.pointer
        )
    }
}
