import CKernels
import Testing

@Suite("Attention")
struct AttentionTests {
    static let modes = [CK_CACHE_F16.rawValue, CK_CACHE_TURBO8.rawValue, CK_CACHE_TURBO4.rawValue]
    /// How far from the exact result a mode may be: numbers are up to 1, and keys score up to 5.
    static func tolerance(_ mode: UInt32) -> Double {
        switch ck_cache_mode(mode) {
        case CK_CACHE_F16: 2e-3
        case CK_CACHE_TURBO8: 2e-2
        default: 0.2
        }
    }
    static let shapes: [(head: Int32, heads: Int32, kv: Int32)] = [
        (64, 9, 3), (128, 4, 2), (32, 2, 2), (256, 2, 1),
    ]

    @Test("Every cache mode on every instruction set comes near the exact result", arguments: modes)
    func exact(_ mode: UInt32) throws {
        var noise = Noise(UInt64(mode) + 1)
        for (head, heads, kv) in Self.shapes {
            let cache = Cache(ck_cache_mode(mode), head: head, heads: heads, kvHeads: kv, length: 200, &noise)
            let lengths = [1, 2, 64, 65, 200]
            let width = Int(heads * head)
            let queries = noise.numbers(lengths.count * width, scale: 2)
            for isa in Pool.available {
                let out = try cache.attend(queries, lengths: lengths, try #require(Pool(isa)))
                for (row, length) in lengths.enumerated() {
                    for h in 0..<Int(heads) {
                        let range = row * width + h * Int(head)..<row * width + (h + 1) * Int(head)
                        let truth = cache.exact(queries[range], head: h, length: length)
                        let worst = zip(out[range], truth).map { abs(Double($0) - $1) }.max() ?? .infinity
                        #expect(
                            worst < Self.tolerance(mode),
                            "\(head) \(length) \(h)"
                        )
                    }
                }
            }
        }
    }

    @Test("A row gives the same bits alone as among many, over several segments", arguments: modes)
    func batches(_ mode: UInt32) throws {
        var noise = Noise(UInt64(mode) + 10)
        let cache = Cache(
            ck_cache_mode(mode),
            head: 64,
            heads: 6,
            kvHeads: 2,
            length: 2100,
            two: true,
            &noise
        )
        let lengths = (0..<40).map { 2061 + $0 } + [1, 1024, 1025, 64]
        let width = 6 * 64
        let queries = noise.numbers(lengths.count * width)
        for isa in Pool.available {
            let pool = try #require(Pool(isa))
            let all = try cache.attend(queries, lengths: lengths, pool)
            for (row, length) in lengths.enumerated() {
                let range = row * width..<(row + 1) * width
                let alone = try cache.attend(Array(queries[range]), lengths: [length], pool)
                #expect(alone == Array(all[range]), "\(isa), row \(row)")
            }
        }
    }

    @Test("A window slides over the keys: exact, the same alone as among many", arguments: modes)
    func windows(_ mode: UInt32) throws {
        var noise = Noise(UInt64(mode) + 40)
        let cache = Cache(ck_cache_mode(mode), head: 64, heads: 4, kvHeads: 2, length: 2200, &noise)
        let width = 4 * 64
        // Windows that begin within the first tile, at its edge, and segments later.
        let lengths = Array(195...210) + [1, 7, 64, 65, 2113, 2114, 2200]
        let queries = noise.numbers(lengths.count * width, scale: 2)
        for isa in Pool.available {
            let pool = try #require(Pool(isa))
            for window in [1, 64, 70, 130] {
                let out = try cache.attend(queries, lengths: lengths, window: window, pool)
                for (row, length) in lengths.enumerated() {
                    let range = row * width..<(row + 1) * width
                    let query = Array(queries[range])
                    let alone = try cache.attend(query, lengths: [length], window: window, pool)
                    #expect(alone == Array(out[range]), "window \(window), length \(length)")
                    for head in 0..<4 {
                        let truth = cache.exact(
                            query[head * 64..<(head + 1) * 64],
                            head: head,
                            first: max(0, length - window),
                            length: length
                        )
                        let worst = zip(alone[(head * 64)...], truth).map { abs(Double($0) - $1) }.max()
                        #expect((worst ?? 1) < Self.tolerance(mode), "\(length)")
                    }
                }
            }
        }
    }

    @Test("The instruction sets agree", arguments: modes)
    func same(_ mode: UInt32) throws {
        var noise = Noise(UInt64(mode) + 20)
        let cache = Cache(ck_cache_mode(mode), head: 96, heads: 4, kvHeads: 2, length: 150, two: true, &noise)
        let queries = noise.numbers(3 * 4 * 96)
        let reference = try cache.attend(queries, lengths: [150, 77, 9], try #require(Pool(CK_ISA_GENERIC)))
        for isa in Pool.available {
            let out = try cache.attend(queries, lengths: [150, 77, 9], try #require(Pool(isa)))
            for (a, b) in zip(out, reference) { #expect(abs(a - b) < 2e-6, "\(isa)") }
        }
        // Vectors of eight numbers and of sixteen are added up in one order.
        guard let narrow = Pool(CK_ISA_AVX2) else { return }
        let expected = try cache.attend(queries, lengths: [150, 77, 9], narrow)
        for isa in Pool.available where isa != .native(CK_ISA_GENERIC.rawValue) {
            #expect(
                try cache.attend(queries, lengths: [150, 77, 9], try #require(Pool(isa))) == expected,
                "\(isa)"
            )
        }
    }

    @Test("The instruction sets agree on keys and values of different bits")
    func mixedBits() throws {
        var noise = Noise(22)
        let cache = Cache(CK_CACHE_TURBO4, head: 96, heads: 8, kvHeads: 4, length: 150, two: true, &noise)
        let queries = noise.numbers(3 * 8 * 96)
        let reference = try cache.attend(queries, lengths: [150, 77, 9], try #require(Pool(CK_ISA_GENERIC)))
        // Two heads each with 4 bits, 2 bits, values of 2 and keys of 2.
        for head in 0..<8 {
            let truth = cache.exact(queries[head * 96..<(head + 1) * 96], head: head, length: 150)
            let worst = zip(reference[(head * 96)...], truth).map { abs(Double($0) - $1) }.max() ?? 1
            #expect(worst < [0.1, 0.35, 0.25, 0.25][head / 2], "head \(head): \(worst)")
        }
        for isa in Pool.available {
            let out = try cache.attend(queries, lengths: [150, 77, 9], try #require(Pool(isa)))
            for (a, b) in zip(out, reference) { #expect(abs(a - b) < 2e-6, "\(isa)") }
        }
    }

    @Test("A copy of a tile's first tokens serves as the tile itself", arguments: modes)
    func copies(_ mode: UInt32) throws {
        var noise = Noise(UInt64(mode) + 30)
        let cache = Cache(ck_cache_mode(mode), head: 64, heads: 2, kvHeads: 2, length: 50, &noise)
        let queries = noise.numbers(128)
        let pool = try #require(Pool(ck_best_isa(), lanes: 1))
        let before = try cache.attend(queries, lengths: [37], pool)
        let page = try #require(cache.pages[0])
        let bytes = cache.tileBytes * 2
        let copy = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
        copy.initializeMemory(as: UInt8.self, repeating: 0xFF, count: bytes)
        ck_tiles_copy(ck_cache_mode(mode), 64, copy, page, 2, 37)
        page.copyMemory(from: copy, byteCount: bytes)
        copy.deallocate()
        #expect(try cache.attend(queries, lengths: [37], pool) == before)
    }

    @Test("Numbers survive packing within half a step of their channel, and outliers spoil only theirs")
    func packing() throws {
        var noise = Noise(50)
        let head = 64
        var keys = noise.numbers(64 * head)
        for token in 0..<64 { keys[token * head + 7] = 40 + 3 * noise.number() }
        let values = noise.numbers(64 * head)
        for bits in [UInt8(4), 2] {
            let both = ck_bits(keys: bits, values: bits)
            let cache = Cache(CK_CACHE_TURBO4, head: 64, heads: 1, kvHeads: 1, length: 65, two: false, &noise)
            let written = try #require(cache.pages[0])
            for token in 0..<64 {
                ck_tile_write(
                    CK_CACHE_TURBO4,
                    64,
                    written,
                    Int32(token),
                    Array(keys[token * head..<(token + 1) * head]),
                    Array(values[token * head..<(token + 1) * head])
                )
            }
            let packed = UnsafeMutableRawPointer.allocate(byteCount: ck_packed_bytes(both, 64), alignment: 8)
            defer { packed.deallocate() }
            ck_tile_pack(both, 64, nil, packed, written)
            // A query that looks at one channel gives every key's score, and so the weight of each value.
            let bytes = packed.assumingMemoryBound(to: UInt8.self)
            let scales = bytes + 2 * 64 * head * Int(bits) / 8
            let unit = (packed + 2 * 64 * head * Int(bits) / 8 + 2 * head + 64).loadUnaligned(as: Float.self)
            let step = bits == 2 ? 5 : 1
            for channel in 0..<head {
                let range = channel == 7 ? 6.0 : 2.0
                let size = Double(Int(scales[channel]) * step) * Double(unit)
                #expect(
                    size <= 1.1 * range / Double((1 << bits) - 1) + Double(16 * unit),
                    "channel \(channel)"
                )
            }
        }
    }

    @Test("A token that stands out from its tile is kept as it was, whatever the bits")
    func kept() throws {
        var noise = Noise(60)
        let cache = Cache(
            CK_CACHE_TURBO4,
            head: 64,
            heads: 2,
            kvHeads: 2,
            length: 130,
            two: true,
            outlier: 5,
            &noise
        )
        // Each head looks at what stands out, with a score of 8 where others have about 0.
        let query = (0..<2).flatMap { head in
            let key = cache.keys[(5 * 2 + head) * 64..<(5 * 2 + head + 1) * 64]
            let square = key.reduce(0) { $0 + $1 * $1 }
            return key.map { $0 * 64 / square }
        }
        for isa in Pool.available {
            let out = try cache.attend(query, lengths: [130], try #require(Pool(isa)))
            for head in 0..<2 {
                let range = head * 64..<(head + 1) * 64
                let truth = cache.exact(query[range], head: head, length: 130)
                let worst = zip(out[range], truth).map { abs(Double($0) - $1) }.max() ?? .infinity
                #expect(worst < 0.05, "\(isa), head \(head)")
            }
        }
    }

    @Test("A new maximum far above the old keeps the history's share")
    func rescale() throws {
        // The first tile's scores are 0, the second's 12: SAS would zero the first, e^-12 keeps it.
        var noise = Noise(3)
        let cache = Cache(CK_CACHE_TURBO8, head: 32, heads: 1, kvHeads: 1, length: 128, &noise)
        let one = [Float](repeating: 1, count: 32)
        let (zero, many) = ([Float](repeating: 0, count: 32), [Float](repeating: 6e4, count: 32))
        for token in 0..<128 {
            let tile = cache.pages[token / 64]
            ck_tile_write(
                CK_CACHE_TURBO8,
                32,
                tile,
                Int32(token % 64),
                token < 64 ? zero : one,
                token < 64 ? many : zero
            )
        }
        let query = [Float](repeating: 12 / Float(32).squareRoot(), count: 32)
        let out = try cache.attend(query, lengths: [128], try #require(Pool(ck_best_isa(), lanes: 1)))
        let expected = 6e4 * exponential(-12)
        #expect(abs(Double(out[0]) - expected) < 0.02 * expected)
    }
}
