import CKernels
import Testing

/// Keys, values and queries of one layer, and their cache.
final class Cache {
    let shape: ck_attention_shape
    let keys: [Float]
    let values: [Float]
    /// What tokens were written to.
    private(set) var pages: [UnsafeMutableRawPointer?] = []
    /// Where tiles are packed, what full pages were packed to.
    private var packed: [UnsafeMutableRawPointer?] = []
    private let bits: [ck_bits]
    private var turns: OpaquePointer?
    let tileBytes: Int

    /// - Parameters:
    ///   - two: Whether of four heads the second is packed to 2 bits, of the third the values and of the fourth
    ///     the keys.
    ///   - outlier: A token whose keys are ten times as large as the others'.
    ///   - rotation: How keys turn from token to token; those of a head are then otherwise much alike.
    ///   - turnsBack: Whether they are turned back before they are packed.
    init(
        _ mode: ck_cache_mode,
        head: Int32,
        heads: Int32,
        kvHeads: Int32,
        length: Int,
        two: Bool = false,
        outlier: Int? = nil,
        rotation: ck_rotation? = nil,
        turnsBack: Bool = false,
        _ noise: inout Noise
    ) {
        bits = (0..<Int(kvHeads)).map {
            ck_bits(keys: two && $0 % 2 == 1 ? 2 : 4, values: two && [1, 2].contains($0 % 4) ? 2 : 4)
        }
        shape = ck_attention_shape(
            mode: mode,
            heads: heads,
            kv_heads: kvHeads,
            head: head,
            scale: 1 / Float(head).squareRoot(),
            threshold: -10
        )
        tileBytes = ck_tile_bytes(mode, head)
        let row = Int(kvHeads * head)
        var keys = noise.numbers(length * row, scale: 2).enumerated().map {
            $1 * ($0 / row == outlier ? 10 : 1)
        }
        if let rotation {
            let mean = noise.numbers(row, scale: 2)
            for index in keys.indices { keys[index] = mean[index % row] + 0.2 * keys[index] }
            turns = Self.turn(&keys, rotation, row: row, turnsBack: turnsBack)
        }
        self.keys = keys
        values = noise.numbers(length * row)
        for _ in 0..<(length + 63) / 64 {
            let page = UnsafeMutableRawPointer.allocate(byteCount: tileBytes * Int(kvHeads), alignment: 64)
            // What was never written must not matter, whatever it is.
            page.initializeMemory(as: UInt8.self, repeating: 0xFF, count: tileBytes * Int(kvHeads))
            pages.append(page)
        }
        for token in 0..<length {
            for kv in 0..<Int(kvHeads) {
                let at = token * row + kv * Int(head)
                keys.withUnsafeBufferPointer { keys in
                    values.withUnsafeBufferPointer { values in
                        ck_tile_write(
                            mode,
                            head,
                            pages[token / 64]?.advanced(by: kv * tileBytes),
                            Int32(token % 64),
                            keys.baseAddress?.advanced(by: at),
                            values.baseAddress?.advanced(by: at)
                        )
                    }
                }
            }
        }
        if mode == CK_CACHE_TURBO4 { pack() }
    }

    deinit {
        for page in pages + packed { page?.deallocate() }
        ck_turns_destroy(turns)
    }

    /// Turns keys by their places, and returns how they turn within a tile if they are to be turned back.
    private static func turn(_ keys: inout [Float], _ rotation: ck_rotation, row: Int, turnsBack: Bool)
        -> OpaquePointer?
    {
        let (length, half) = (keys.count / row, rotation.rotated / 2)
        var (cosines, sines) = ([Float](), [Float]())
        for position in 0..<max(64, length) {
            var (cosine, sine) = ([Float](repeating: 0, count: half), [Float](repeating: 0, count: half))
            ck_rope_angles(position, rotation.rotated, 10_000, nil, &cosine, &sine)
            cosines += cosine
            sines += sine
        }
        guard let pool = Pool(CK_ISA_GENERIC, lanes: 1) else { return nil }
        ck_rotate(pool.pointer, rotation, &keys, length, row / rotation.head, cosines, sines)
        return turnsBack ? ck_turns_create(rotation, cosines, sines) : nil
    }

    private func pack() {
        let head = shape.head
        let bytes = bits.reduce(0) { $0 + ck_packed_bytes($1, head) }
        for (index, page) in pages.enumerated() {
            let target = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
            target.initializeMemory(as: UInt8.self, repeating: 0xFF, count: bytes)
            packed.append(target)
            guard keys.count / Int(shape.kv_heads * head) >= (index + 1) * 64 else { continue }
            var at = 0
            for (kv, bits) in bits.enumerated() {
                ck_tile_pack(bits, head, turns, target + at, page?.advanced(by: kv * tileBytes))
                at += ck_packed_bytes(bits, head)
            }
        }
    }

    /// Attends with rows of the given lengths, each to at most `window` keys.
    func attend(_ queries: [Float], lengths: [Int], window: Int = .max, _ pool: Pool) throws -> [Float] {
        let attention = try #require(
            ck_attention_create(pool.pointer, shape, Int32(lengths.count), Int32(pages.count * 64))
        )
        defer { ck_attention_destroy(attention) }
        var out = [Float](repeating: .nan, count: queries.count)
        let packs = shape.mode == CK_CACHE_TURBO4
        pages.withUnsafeBufferPointer { written in
            (packs ? packed : pages).withUnsafeBufferPointer { pages in
                bits.withUnsafeBufferPointer { bits in
                    let views = lengths.map {
                        ck_view(
                            pages: pages.baseAddress,
                            buffers: packs ? written.baseAddress : nil,
                            first: Int32(max(0, $0 - window)),
                            length: Int32($0)
                        )
                    }
                    let layer = ck_layer(
                        offset: 0,
                        buffer: 0,
                        bits: packs ? bits.baseAddress : nil,
                        turns: turns
                    )
                    ck_attend(pool.pointer, attention, views, Int32(views.count), layer, queries, &out)
                }
            }
        }
        return out
    }

    /// The exact result for one head of one row.
    func exact(_ query: ArraySlice<Float>, head: Int, first: Int = 0, length: Int) -> [Double] {
        let (size, row) = (Int(shape.head), Int(shape.kv_heads * shape.head))
        let at = head / Int(shape.heads / shape.kv_heads) * size
        var scores = (first..<length).map { token in
            zip(query, keys[token * row + at..<token * row + at + size])
                .reduce(0.0) { $0 + Double($1.0) * Double($1.1) } * Double(shape.scale)
        }
        let most = scores.max() ?? 0
        scores = scores.map { exponential($0 - most) }
        let sum = scores.reduce(0, +)
        return (0..<size).map { c in
            (first..<length).reduce(0.0) { $0 + scores[$1 - first] * Double(values[$1 * row + at + c]) } / sum
        }
    }
}

/// e^x for x <= 0 by its series, so that tests share no code with the kernels.
func exponential(_ x: Double) -> Double {
    var (sum, term) = (1.0, 1.0)
    let part = x / 1024
    for n in 1...12 {
        term *= part / Double(n)
        sum += term
    }
    for _ in 0..<10 { sum *= sum }
    return sum
}
