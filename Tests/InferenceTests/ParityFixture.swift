import Foundation
import Inference
import ModelTestSupport
import Models
import Testing

/// What llama.cpp computed (Scripts/parity-fixtures.py).
struct ParityFixture: Decodable {
    struct Prompt: Decodable {
        let text: String
        let tokens: [Int32]
        /// The ten best tokens after each token, the best first.
        let ids: [[Int32]]
        /// Their logits.
        let logits: [[Float]]
        /// The best token after each token when llama.cpp computes one token at a time; of quantized files.
        let alone: [Int32]?
    }

    let prompts: [Prompt]

    init(_ name: String) throws {
        let url = try #require(
            Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")
        )
        self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
    }
}

/// How far llama.cpp is on a quantized file from exact arithmetic with the same weights.
struct ExactnessFixture: Decodable {
    let positions: Int
    let sameTop: Int
    /// The mean Kullback-Leibler divergence from the exact distribution, in nats.
    let divergence: Double
    /// The mean difference of the exact result's ten best logits.
    let difference: Double

    /// Reads what is recorded of a file.
    static func of(_ name: String) throws -> ExactnessFixture {
        let url = try #require(
            Bundle.module.url(forResource: "divergence", withExtension: "json", subdirectory: "Fixtures")
        )
        let all = try JSONDecoder().decode([String: ExactnessFixture].self, from: Data(contentsOf: url))
        return try #require(all[name])
    }
}

/// How far the engine is from a fixture.
struct Parity {
    var positions = 0
    var sameTop = 0
    /// Positions whose best two logits, as recorded, lie apart by more than the margin.
    var clear = 0
    var sameClear = 0
    /// Positions where llama.cpp says the same token whether it computes a prompt at once or token by token.
    var settled = 0
    var sameSettled = 0
    /// The largest difference among the ten best logits of any position.
    var largest: Float = 0
    /// The sum of the differences, and their number.
    var sum = 0.0
    var count = 0

    var mean: Double { sum / Double(max(1, count)) }
    var agreement: Double { Double(sameTop) / Double(max(1, positions)) }
    var clearAgreement: Double { Double(sameClear) / Double(max(1, clear)) }

    var settledAgreement: Double { Double(sameSettled) / Double(max(1, settled)) }

    init(_ engine: Engine, _ fixture: ParityFixture, margin: Float = 0) async throws {
        for prompt in fixture.prompts {
            let logits = try await engine.logits(of: prompt.tokens)
            for (position, row) in logits.enumerated() {
                positions += 1
                let top = row.indices.max { row[$0] < row[$1] }
                let same = top.map(Int32.init) == prompt.ids[position][0]
                if same { sameTop += 1 }
                if prompt.alone.map({ $0[position] == prompt.ids[position][0] }) ?? true {
                    settled += 1
                    if same { sameSettled += 1 }
                }
                if prompt.logits[position][0] - prompt.logits[position][1] > margin {
                    clear += 1
                    if same { sameClear += 1 }
                }
                for (id, expected) in zip(prompt.ids[position], prompt.logits[position]) {
                    let difference = abs(row[Int(id)] - expected)
                    largest = max(largest, difference)
                    sum += Double(difference)
                    count += 1
                }
            }
        }
    }
}

extension Parity {
    /// Checks that an engine is as near to exact arithmetic as llama.cpp is, with the same weights.
    static func compare(_ engine: Engine, _ exact: String, _ name: String) async throws {
        let (ours, theirs) = try await (Parity(engine, ParityFixture(exact)), ExactnessFixture.of(name))
        print("\(name): \(ours.mean) from exact logits, llama.cpp's are \(theirs.difference)", ours.sameTop)
        #expect(ours.positions == theirs.positions)
        #expect(ours.mean <= 1.1 * theirs.difference)
        // One in a hundred either way is chance.
        #expect(ours.sameTop >= theirs.sameTop - theirs.positions / 100 - 1)
    }
}

extension Engine {
    /// An engine of one of the test models; fails with the way out when its file is missing.
    static func load(_ file: ModelFile, _ options: EngineOptions = .init()) throws -> Engine {
        try #require(file.isPresent, "\(file.hint)")
        return try Engine(model: Model(contentsOf: file.path), options: options)
    }
}
