import Glibc
import ModelTestSupport
import Models
import Testing

@Suite("Messages about model files")
struct MessageTests {
    private func error(_ writer: GGUFWriter) -> ModelError? {
        do throws(ModelError) {
            _ = try Model(GGUFFile(bytes: writer.serialized(), named: "x.gguf"))
            return nil
        } catch {
            return error
        }
    }

    private let vocabulary = tinyVocabulary((0...255).map { [$0] }, pre: "smollm")

    @Test("A path that is not there, a folder, and a file that is no GGUF each say what they are")
    func paths() throws {
        let missing = #expect(throws: ModelError.self) { try Model(contentsOf: "/nowhere/x.gguf") }
        #expect(missing?.code == .unreadable)
        #expect(missing?.description.contains("lam model list") == true)
        let folder = #expect(throws: ModelError.self) { try Model(contentsOf: "/tmp") }
        #expect(folder?.description.contains("not a plain file") == true)
        let text = #expect(throws: ModelError.self) {
            try GGUFFile(bytes: Array("Hello, this is text".utf8), named: "note.txt")
        }
        #expect(text?.description.contains("note.txt: byte 0: is not a GGUF file") == true)
        let pipe = "/tmp/lam-pipe-\(getpid())"
        mkfifo(pipe, 0o600)
        defer { unlink(pipe) }
        #expect(throws: ModelError.self) { try Model(contentsOf: pipe) }
    }

    @Test("An unknown architecture is named, and so are the known ones")
    func architecture() {
        var writer = GGUFWriter()
        writer.set("general.architecture", .string("mamba"))
        let error = error(writer)
        #expect(error?.code == .unsupported)
        #expect(error?.description.contains("mamba") == true)
        #expect(error?.description.contains("llama, qwen2, qwen3, gemma3") == true)
    }

    @Test("A tensor type that is not supported is named with its tensor, and so are the supported ones")
    func tensorType() {
        var bytes = tinyModel(vocabulary: vocabulary).serialized()
        // The type follows the name, the dimensions' number and two extents.
        let name = Array("blk.0.attn_q.weight".utf8)
        let at = bytes.indices.first { bytes[$0...].starts(with: name) } ?? 0
        bytes[at + name.count + 4 + 16] = 16
        let error = #expect(throws: ModelError.self) { try GGUFFile(bytes: bytes, named: "x.gguf") }
        #expect(error?.code == .unsupported)
        #expect(
            error?.description.contains("byte \(at + name.count + 20): tensor blk.0.attn_q.weight") == true
        )
        #expect(error?.description.contains("Q4_K") == true)
    }

    @Test("A missing weight, a wrong shape and a foreign tokenizer each name the tensor or key")
    func contents() {
        var missing = vocabulary
        missing.set("llama.block_count", .uint32(1))
        #expect(error(missing)?.description.contains("llama.embedding_length") == true)

        var foreign = GGUFWriter()
        foreign.set("general.architecture", .string("llama"))
        foreign.set("tokenizer.ggml.model", .string("bert"))
        foreign = tinyModel(vocabulary: foreign)
        #expect(error(foreign)?.code == .unsupported)
        #expect(error(foreign)?.description.contains("tokenizer.ggml.model: bert is not supported") == true)

        let short = tinyModel(vocabulary: tinyVocabulary((0...99).map { [$0] }, pre: "smollm"))
        #expect(error(short)?.description.contains("has 100 tokens, expected 256") == true)

        let pre = tinyModel(vocabulary: tinyVocabulary((0...255).map { [$0] }, pre: "tekken"))
        #expect(error(pre)?.description.contains("smollm, qwen2, llama-bpe") == true)

        var extra = tinyModel(vocabulary: vocabulary)
        extra.add("blk.0.attn_output.bias", shape: [32])
        #expect(error(extra)?.description.contains("tensor blk.0.attn_output.bias has no place") == true)

        var factors = tinyModel(vocabulary: vocabulary)
        factors.add("rope_freqs.weight", shape: [4], filledWith: 0)
        #expect(error(factors)?.description.contains("tensor rope_freqs.weight: expected positive") == true)

        var yarn = tinyModel(vocabulary: vocabulary)
        yarn.set("llama.rope.scaling.type", .string("yarn"))
        #expect(error(yarn)?.description.contains("yarn rope scaling is not supported") == true)

        let deep = tinyModel(vocabulary: vocabulary, layers: 1)
        #expect(error(deep) == nil)
    }

    @Test("An array nested too deep is refused at its byte")
    func nesting() {
        var value = GGUFWriter.Value.int32s([1])
        for _ in 0..<10 { value = .nested([value]) }
        var writer = GGUFWriter()
        writer.set("deep", value)
        #expect(error(writer)?.description.contains("deeper than 4 levels") == true)
    }
}
