import CKernels
import Testing

/// Codes of two bits have large errors, but these must not lean one way.
///
/// The least square error alone makes what is read back smaller than what was written, scores lower and
/// attention flatter.
@Suite("Products with what was written are kept by 2 bits")
struct PackingTests {
    private let head = 64

    @Test("Keys", .timeLimit(.minutes(1)))
    func keys() throws {
        var noise = Noise(70)
        let keys = noise.numbers(64 * head)
        let cache = Cache(CK_CACHE_TURBO4, head: 64, heads: 1, kvHeads: 1, length: 64, &noise)
        let written = try #require(cache.pages[0])
        for token in 0..<64 {
            let row = Array(keys[token * head..<(token + 1) * head])
            ck_tile_write(CK_CACHE_TURBO4, 64, written, Int32(token), row, row)
        }
        let packed = UnsafeMutableRawPointer.allocate(
            byteCount: ck_packed_bytes(ck_bits(keys: 2, values: 2), 64),
            alignment: 8
        )
        defer { packed.deallocate() }
        ck_tile_pack(ck_bits(keys: 2, values: 2), 64, nil, packed, written)
        let codes = packed.assumingMemoryBound(to: UInt8.self)
        let scales = codes + 2 * 64 * head / 4
        let unit = (packed + 2 * 64 * head / 4 + 2 * head + 64).loadUnaligned(as: Float.self)
        var (common, own) = (0.0, 0.0)
        for channel in 0..<head {
            let column = (0..<64).map { Double(keys[$0 * head + channel]) }
            let mean = column.reduce(0, +) / 64
            for token in 0..<64 {
                let place = [0, 2, 1, 3][channel % 4]
                let byte = codes[(channel / 16 * 64 + token) * 4 + place]
                let code = Int(byte >> (2 * (channel / 4 % 4)) & 3)
                let zero = 16 * Int(Int8(bitPattern: scales[head + channel]))
                let read = Double(code * Int(scales[channel]) * 5 + zero) * Double(unit)
                common += (read - mean) * (column[token] - mean)
                own += (column[token] - mean) * (column[token] - mean)
            }
        }
        #expect(abs(common / own - 1) < 0.02, "\(common / own)")
    }

    @Test("Values", .timeLimit(.minutes(1)))
    func values() throws {
        var noise = Noise(71)
        let cache = Cache(
            CK_CACHE_TURBO4,
            head: 64,
            heads: 2,
            kvHeads: 2,
            length: 65,
            two: true,
            &noise
        )
        let pool = try #require(Pool(CK_ISA_GENERIC, lanes: 1))
        var (common, own) = (0.0, 0.0)
        for token in 0..<64 {
            // A query that sees its own key alone: its score is 80, others' are about 10 at most.
            let key = cache.keys[(token * 2 + 1) * head..<(token * 2 + 2) * head]
            let square = key.reduce(0) { $0 + $1 * $1 }
            let query = [Float](repeating: 0, count: head) + key.map { $0 * 640 / square }
            let read = try cache.attend(query, lengths: [65], pool)[head...]
            let truth = cache.values[(token * 2 + 1) * head..<(token * 2 + 2) * head]
            common += zip(read, truth).reduce(0) { $0 + Double($1.0 * $1.1) }
            own += truth.reduce(0) { $0 + Double($1 * $1) }
        }
        #expect(abs(common / own - 1) < 0.02, "\(common / own)")
    }
}
