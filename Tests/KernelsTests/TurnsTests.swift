import CKernels
import Testing

@Suite("Keys turned back by their place in a tile")
struct TurnsTests {
    /// Heads of 64 and 128 that turn as a whole, one that turns in part, pairs side by side and half a turn apart.
    static let rotations: [ck_rotation] = [
        ck_rotation(head: 64, rotated: 64, interleaved: true),
        ck_rotation(head: 64, rotated: 64, interleaved: false),
        ck_rotation(head: 128, rotated: 128, interleaved: false),
        ck_rotation(head: 96, rotated: 48, interleaved: true),
        ck_rotation(head: 96, rotated: 40, interleaved: false),
    ]

    /// The largest error of some rows, all heads of which have 2 bits, on each instruction set.
    private func errors(_ rotation: ck_rotation, turnsBack: Bool) throws -> (worst: Double, sets: [[Float]]) {
        var noise = Noise(UInt64(rotation.head + rotation.rotated))
        let size = rotation.head
        let cache = Cache(
            CK_CACHE_TURBO4,
            head: Int32(size),
            heads: 4,
            kvHeads: 2,
            length: 200,
            two: true,
            rotation: rotation,
            turnsBack: turnsBack,
            &noise
        )
        let lengths = [130, 192, 200]
        let queries = noise.numbers(lengths.count * 4 * size, scale: 2)
        var worst = 0.0
        let sets = try Pool.available.map { isa in
            try cache.attend(queries, lengths: lengths, try #require(Pool(isa)))
        }
        // The second KV head, whose query heads are the last two, is the one with 2 bits.
        for (row, length) in lengths.enumerated() {
            for head in 2..<4 {
                let range = (row * 4 + head) * size..<(row * 4 + head + 1) * size
                let truth = cache.exact(queries[range], head: head, length: length)
                for out in sets {
                    let squares = zip(out[range], truth).reduce(0) {
                        $0 + ($1.1 - Double($1.0)) * ($1.1 - Double($1.0))
                    }
                    worst = max(worst, (squares / Double(size)).squareRoot())
                }
            }
        }
        return (worst, sets)
    }

    @Test(
        "Keys that only RoPE changes need few codes, and the instruction sets agree",
        arguments: rotations.indices
    )
    func exact(_ index: Int) throws {
        let rotation = Self.rotations[index]
        let (kept, _) = try errors(rotation, turnsBack: false)
        let (back, sets) = try errors(rotation, turnsBack: true)
        #expect(back < 0.12, "\(back)")
        // Values have 2 bits too, and their error is most of what is seen here.
        if rotation.rotated == rotation.head { #expect(back < 0.95 * kept, "\(back), \(kept)") }
        for out in sets.dropFirst() {
            #expect(zip(out, sets[0]).allSatisfy { abs($0 - $1) < 2e-6 })
        }
    }

    @Test("What hardly turns within a tile is left as it is")
    func still() {
        let rotation = ck_rotation(head: 32, rotated: 32, interleaved: true)
        let cosines = [Float](repeating: 1, count: 64 * 16)
        let sines = (0..<64 * 16).map { Float($0 / 16) * 1e-3 }
        #expect(ck_turns_create(rotation, cosines, sines) == nil)
    }
}
