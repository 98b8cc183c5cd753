import Runtime
import Testing

@Suite("Which actions of an episode become examples")
struct ExampleWriterTests {
    @Test("All of a short one, in order", arguments: [0, 1, 4])
    func short(count: Int) {
        #expect(ExampleWriter.spread(count, over: 4, turn: 7) == Array(0..<count))
    }

    @Test(
        "As many as are wanted of a long one: the first, and evenly spread ones",
        arguments: [5, 9, 15, 40]
    )
    func long(count: Int) {
        for turn in 0..<(2 * count) {
            let used = ExampleWriter.spread(count, over: 4, turn: turn)
            #expect(used.count == 4 && used.first == 0 && used.allSatisfy { (0..<count).contains($0) })
            #expect(zip(used, used.dropFirst()).allSatisfy { $0 < $1 }, "\(used)")
            let gaps = zip(used.dropFirst(), used.dropFirst(2)).map { $1 - $0 }
            #expect(gaps.allSatisfy { abs($0 - (count - 1) / 3) <= 1 }, "\(used)")
        }
    }

    @Test("Of what comes later a share is drawn, always the same", arguments: [0, 0.4, 1])
    func share(wanted: Double) {
        let ids = (0..<2000).map { "task/\($0)/act" }
        let drawn = ids.filter { ExampleWriter.isDrawn($0, share: wanted) }
        #expect(abs(Double(drawn.count) / 2000 - wanted) < 0.05)
        #expect(drawn == ids.filter { ExampleWriter.isDrawn($0, share: wanted) })
    }

    @Test("Every action has its turn", arguments: [5, 9, 15, 40])
    func turns(count: Int) {
        let used = (0..<count).flatMap { ExampleWriter.spread(count, over: 4, turn: $0) }
        #expect(Set(used) == Set(0..<count))
    }
}
