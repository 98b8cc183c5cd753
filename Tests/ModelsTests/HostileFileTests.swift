import Glibc
import ModelTestSupport
import Models
import Testing

/// Opens a file's bytes as a model and uses all of it that is there.
private func use(_ bytes: [UInt8]) -> ModelError? {
    do throws(ModelError) {
        let file = try GGUFFile(bytes: bytes, named: "hostile.gguf")
        try touch(file)
        let model = try Model(file)
        _ = model.name
        _ = model.tokenizer.decode(model.tokenizer.encode("Hello, wörld! 123 <|im_end|>"))
        _ = model.tokenizer.encode(try model.chatTemplate.render([.init(role: "user", text: "Hi")]))
        return nil
    } catch {
        return error
    }
}

/// Reads the first and the last byte of every tensor.
private func touch(_ file: GGUFFile) throws(ModelError) {
    for name in file.tensorNames {
        let view = try file.tensor(name)
        let sum = Int(view.data[0]) + Int(view.data[view.data.count - 1]) + view.bytesPerRow + view.count
        withExtendedLifetime(sum) {}
    }
}

/// A small whole model with merges, control tokens, a nested array and a template.
private func sample() -> [UInt8] {
    let bytes = (0...255).map { [UInt8($0)] }
    let merges: [([UInt8], [UInt8])] = [
        (Array("H".utf8), Array("e".utf8)), (Array("l".utf8), Array("l".utf8)),
        (Array("He".utf8), Array("ll".utf8)),
    ]
    var writer = tinyVocabulary(
        bytes + merges.map { $0.0 + $0.1 },
        merges: merges,
        control: ["<|im_start|>", "<|im_end|>"],
        pre: "qwen2"
    )
    writer.set("general.name", .string("Tiny"))
    writer.set("tokenizer.ggml.eos_token_id", .uint32(260))
    writer.set("tokenizer.chat_template", .string("'<|im_start|>system\nBe good.<|im_end|>\n'"))
    writer.set("general.notes", .nested([.strings(["a", "b"]), .nested([.int32s([1, 2, 3])])]))
    return tinyModel(vocabulary: writer, tokens: 261).serialized()
}

/// A small whole Gemma with SentencePiece tokens, a sliding window and all its norms.
private func pieceSample() -> [UInt8] {
    let control = ["<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>", "<|im_end|>"]
    let bytes = ["C3", "B6", "0A", "20"].map { "<0x\($0)>" }
    let pieces = ["▁", "▁w", "He", "ll", "Hell", "o", ",", "1", "2", "123"]
    let tokens = control + ["\n", "  "] + bytes + pieces
    let kinds = control.map { _ in Int32(3) } + [4, 4] + bytes.map { _ in 6 } + pieces.map { _ in 1 }
    var writer = GGUFWriter()
    writer.set("tokenizer.ggml.model", .string("llama"))
    writer.set("tokenizer.ggml.tokens", .strings(tokens))
    writer.set("tokenizer.ggml.scores", .float32s(tokens.indices.map { -Float($0) }))
    writer.set("tokenizer.ggml.token_type", .int32s(kinds))
    writer.set("tokenizer.ggml.bos_token_id", .uint32(0))
    writer.set("gemma3.attention.key_length", .uint32(8))
    writer.set("gemma3.attention.sliding_window", .uint32(16))
    writer.set("gemma3.attention.sliding_window_pattern", .uint32(2))
    writer.set("gemma3.rope.scaling.type", .string("linear"))
    writer.set("gemma3.rope.scaling.factor", .float32(8))
    return tinyModel(vocabulary: writer, architecture: "gemma3", tokens: tokens.count).serialized()
}

/// SplitMix64, so that a failure can be had again.
private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}

/// Numbers that break arithmetic done carelessly.
private let awkward: [UInt64] = [
    0, 1, 2, 7, 31, 32, 255, 256, 65_535, 1 << 16, 1 << 31, (1 << 31) - 1, 1 << 32, 1 << 34, 1 << 36, 1 << 40,
    1 << 62,
    1 << 63, (1 << 63) - 1, .max, .max - 1, .max - 31, .max / 4, .max / 18 + 1,
]

/// Changes, cuts out or doubles a few bytes before a place.
private func damage(_ bytes: inout [UInt8], upTo header: Int, _ generator: inout Generator) {
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let at = Int.random(in: 0..<min(header, bytes.count - 8), using: &generator)
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: bytes[at] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 1: bytes[at] = UInt8.random(in: 0 ... .max, using: &generator)
        case 2:
            let value = awkward.randomElement(using: &generator) ?? 0
            for i in 0..<8 { bytes[at + i] = UInt8(truncatingIfNeeded: value >> UInt64(8 * i)) }
        case 3: bytes.removeSubrange(at..<at + Int.random(in: 1...8, using: &generator))
        default: bytes.insert(contentsOf: bytes[at..<at + 8], at: at)
        }
    }
}

@Suite("Hostile model files", .serialized)
struct HostileFileTests {
    @Test("The undamaged sample is a model")
    func sampleIsValid() {
        #expect(use(sample()) == nil)
        #expect(use(pieceSample()) == nil)
    }

    @Test("6,000 damaged headers of a small Gemma: an error or a model every time")
    func fuzzPieces() {
        let original = pieceSample()
        let header = original.count - 38_000
        var generator = Generator(state: 43)
        var errors = 0
        for _ in 0..<6_000 {
            var bytes = original
            damage(&bytes, upTo: header, &generator)
            if let error = use(bytes) {
                errors += 1
                #expect(error.description.hasPrefix("hostile.gguf: "))
            }
        }
        #expect(errors > 3_000)
    }

    @Test("12,000 damaged headers of a small file: an error or a model every time")
    func fuzz() {
        let original = sample()
        // The header is the part before the weights, which are of no consequence.
        let header = original.count - 60_000
        var generator = Generator(state: 42)
        var errors = 0
        for _ in 0..<12_000 {
            var bytes = original
            damage(&bytes, upTo: header, &generator)
            if let error = use(bytes) {
                errors += 1
                #expect(error.description.hasPrefix("hostile.gguf: "))
            }
        }
        #expect(errors > 6_000)
    }

    @Test("Every number of a small file's header replaced by awkward ones, under a limit on memory")
    func awkwardNumbers() throws {
        let original = sample()
        let header = original.count - 60_000
        // Whoever believes an announced length of 2^34 and more asks for memory beyond this limit,
        // which ends the process; other tests that run meanwhile stay below.
        var limit = rlimit()
        try #require(getrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
        let before = limit
        limit.rlim_cur = min(limit.rlim_max, UInt(try dataSegment() + 8 << 30))
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &limit) == 0)
        defer {
            var restored = before
            setrlimit(__rlimit_resource_t(RLIMIT_DATA.rawValue), &restored)
        }
        var errors = 0
        for at in stride(from: 4, to: header, by: 2) {
            let value = awkward[at % awkward.count]
            var bytes = original
            for i in 0..<8 { bytes[at + i] = UInt8(truncatingIfNeeded: value >> UInt64(8 * i)) }
            if use(bytes) != nil { errors += 1 }
        }
        #expect(errors > header / 16)
    }

    /// The bytes of this process's own data.
    private func dataSegment() throws -> Int {
        let stream = try #require(fopen("/proc/self/statm", "r"))
        defer { fclose(stream) }
        var line = [CChar](repeating: 0, count: 256)
        try #require(fgets(&line, 256, stream) != nil)
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            .split(separator: " ")
        return (Int(fields[5]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    @Test("A small file cut off at any length is refused")
    func truncated() {
        let original = sample()
        let header = original.count - 60_000
        for length in Array(0..<header) + Array(stride(from: header, to: original.count, by: 997)) {
            #expect(use(Array(original[..<length])) != nil, "\(length) bytes")
        }
        #expect(use(Array(original.dropLast())) != nil)
    }

    @Test("SmolLM2's own header, damaged 600 times and cut off in 120 places")
    func realHeader() throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let header = 1_785_664
        let source = try #require(fopen(ModelFile.small.path, "rb"))
        defer { fclose(source) }
        var content = [UInt8](repeating: 0, count: header)
        try #require(fread(&content, 1, header, source) == header)
        // A sparse file of the real size: the weights are holes.
        let path = "/tmp/lam-hostile-\(getpid()).gguf"
        let copy = open(path, O_RDWR | O_CREAT | O_TRUNC, 0o600)
        try #require(copy >= 0)
        defer {
            close(copy)
            unlink(path)
        }
        try #require(pwrite(copy, content, header, 0) == header)
        let size = off_t(98_362_432)
        try #require(ftruncate(copy, size) == 0)
        #expect(throws: Never.self) { try GGUFFile(contentsOf: path) }

        var generator = Generator(state: 7)
        var errors = 0
        for round in 0..<600 {
            // Half of the damage where the structure is: the first keys and the tensor table.
            let range = [0..<2_000, header - 17_000..<header - 8, 0..<header - 8][round % 3]
            let at = Int.random(in: range, using: &generator)
            let value = awkward.randomElement(using: &generator) ?? 0
            var patch = withUnsafeBytes(of: value) { Array($0) }
            if round % 2 == 0 {
                patch = [content[at] ^ 1 << UInt8.random(in: 0..<8, using: &generator)]
            }
            pwrite(copy, patch, patch.count, off_t(at))
            do throws(ModelError) {
                let file = try GGUFFile(contentsOf: path)
                try touch(file)
                _ = try ModelConfiguration(file)
            } catch {
                errors += 1
                #expect(error.file == path)
            }
            pwrite(copy, Array(content[at..<at + 8]), 8, off_t(at))
        }
        #expect(errors > 200)
        #expect(throws: Never.self) { try GGUFFile(contentsOf: path) }

        for cut in 0..<120 {
            let length =
                cut < 60
                ? off_t(cut * header / 60) + off_t(cut)
                : off_t(header) + off_t(cut - 60) * (size - off_t(header)) / 60
            ftruncate(copy, length)
            #expect(throws: ModelError.self, "\(length) bytes") { try GGUFFile(contentsOf: path) }
            if cut < 60 {
                pwrite(copy, content, header, 0)
                ftruncate(copy, size)
            }
        }
    }
}
