import ModelTestSupport
import Models
import Testing

@Suite("Tokenizer parity with llama.cpp")
struct TokenizerParityTests {
    private func compare(_ file: ModelFile, _ name: String) throws {
        let tokenizer = try Tokenizer(GGUFFile(contentsOf: file.path))
        let cases = try fixture(name, as: TokenFixture.self).cases
        #expect(cases.count >= 200)
        for one in cases {
            let ids = tokenizer.encode(one.text)
            #expect(ids == one.ids, "\(one.text.debugDescription)")
            let parsed = tokenizer.encode(one.text, parsingSpecial: true)
            #expect(parsed == one.parsed ?? one.ids, "\(one.text.debugDescription), special tokens parsed")
            #expect(!ids.contains { tokenizer.isControl($0) })
        }
    }

    @Test("SmolLM2: the same ids for every recorded string, special tokens off and on")
    func smollm() throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        try compare(.small, "tokens-smollm.json")
    }

    @Test(
        "Qwen2: the same ids for every recorded string, special tokens off and on",
        .enabled(if: ModelFile.coder1_5B.isPresent, "\(ModelFile.coder1_5B.hint)")
    )
    func qwen2() throws {
        try compare(.coder1_5B, "tokens-qwen2.json")
    }

    @Test(
        "Gemma 3: the same ids for every recorded string, special tokens off and on",
        .enabled(if: ModelFile.gemma.isPresent, "\(ModelFile.gemma.hint)")
    )
    func gemma3() throws {
        try compare(.gemma, "tokens-gemma3.json")
    }

    @Test("Llama 3: the same words for every recorded string")
    func llama3() throws {
        let recorded = try fixture("words-llama3.json", as: WordFixture.self)
        #expect(recorded.cases.count >= 200)
        for one in recorded.cases {
            // Every part of the text is a token, so each token is one word of the pre-tokenizer's.
            var parts = (0...255).map { [UInt8($0)] }
            var seen = Set(parts)
            let scalars = Array(one.text.unicodeScalars)
            for start in scalars.indices {
                var part: [UInt8] = []
                for scalar in scalars[start...] {
                    part += Array(String(scalar).utf8)
                    if seen.insert(part).inserted { parts.append(part) }
                }
            }
            let file = try GGUFFile(
                bytes: tinyVocabulary(parts, pre: recorded.pre).serialized(),
                named: "parts.gguf"
            )
            let tokenizer = try Tokenizer(file)
            #expect(tokenizer.encode(one.text).map { tokenizer.decode([$0]) } == one.words)
        }
    }

    @Test("Decoding gives back every recorded string whose characters the vocabulary has")
    func roundTrip() throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let tokenizer = try Tokenizer(GGUFFile(contentsOf: ModelFile.small.path))
        var exact = 0
        let cases = try fixture("tokens-smollm.json", as: TokenFixture.self).cases
        for one in cases {
            let text = tokenizer.decode(tokenizer.encode(one.text))
            if text == one.text { exact += 1 }
        }
        // SmolLM2 has no token for 21 of the 256 bytes.
        #expect(exact >= cases.count - 10)
    }
}
