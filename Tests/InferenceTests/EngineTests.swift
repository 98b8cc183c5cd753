import Core
import Inference
import ModelTestSupport
import Models
import Testing

@Suite("The engine answers", .serialized)
struct EngineTests {
    private let question = Prompt.chat([.init(.user, "What is the capital of Italy? Answer in one sentence.")]
    )

    @Test("A small model knows the capital of Italy, and equal seeds draw equal replies")
    func answers() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 1024))
        func reply(_ sampling: Sampling) async throws -> String {
            var text = ""
            for try await piece in engine.generate(question, under: nil, sampling: sampling, limit: 40) {
                text += piece.text
            }
            return text
        }
        #expect(try await reply(.greedy).contains("Rome"))
        let warm = Sampling(temperature: 0.9, topP: 0.9, seed: 7)
        #expect(try await reply(warm) == reply(warm))
        #expect(try await Set((0..<6).map { Sampling(temperature: 1.5, seed: $0) }.asyncMap(reply)).count > 1)
    }

    @Test("Giving up a stream stops the work and frees its keys and values at once")
    func cancelled() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 2048))
        for try await _ in engine.generate(.raw("One, two,"), under: nil, sampling: .greedy, limit: 2000) {
            break
        }
        try await engine.settled()
        let counters = engine.counters
        #expect(counters.requestsCancelled == 1 && counters.tokensWritten < 500)
        #expect(counters.cachePeakBytes > 0 && counters.cacheBytes == 0, "\(counters)")
    }

    @Test("A task that is cancelled gets an error, and the engine goes on")
    func cancelledTask() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 2048))
        let long = Prompt.raw(String(repeating: "word ", count: 1500))
        let task = Task { try await engine.score(["a"], after: long, closed: false) }
        task.cancel()
        let result = await task.result
        #expect(throws: InferenceError.self) { try result.get() }
        #expect(try await engine.score([" Rome"], after: .raw("Italy:"), closed: false).count == 1)
    }

    @Test("What does not fit the context is refused with both sizes")
    func overflow() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 64))
        do {
            _ = try await engine.score(
                ["a"],
                after: .raw(String(repeating: "word ", count: 100)),
                closed: false
            )
            Issue.record("100 tokens fitted a context of 64")
        } catch let error as InferenceError {
            #expect(error.code == .contextOverflow && error.message.contains("64"), "\(error)")
        }
        var error: InferenceError?
        do {
            let stream = engine.generate(
                .raw("One, two,"),
                under: nil,
                sampling: .init(temperature: 1),
                limit: 100
            )
            for try await _ in stream {}
        } catch let caught as InferenceError { error = caught }
        // Either the model ended its turn in time, or the context was full: never a silent cut.
        if let error { #expect(error.code == .contextOverflow) }
        await #expect(throws: InferenceError.self) {
            try await engine.score(["a"], after: .raw(""), closed: false)
        }
    }

    @Test("Embeddings have length one, and near texts lie nearer")
    func embeddings() async throws {
        let engine = try Engine.load(.small, .init(contextLength: 512))
        let texts = ["Save the document", "Store the file", "The weather is cold in winter"]
        let vectors = try await texts.asyncMap(engine.embed)
        func cosine(_ a: [Float], _ b: [Float]) -> Float { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
        for vector in vectors { #expect(abs(cosine(vector, vector) - 1) < 1e-3) }
        #expect(cosine(vectors[0], vectors[1]) > cosine(vectors[0], vectors[2]))
    }

    @Test("The benchmark measures each kind of work")
    func benchmark() async throws {
        try #require(ModelFile.small.isPresent, "\(ModelFile.small.hint)")
        let benchmark = try EngineBenchmark(
            model: .init(contentsOf: ModelFile.small.path),
            options: .init(contextLength: 256)
        )
        for work in [
            EngineBenchmark.Work.prefill(tokens: 20), .decode(tokens: 2, context: 3),
            .together(sequences: 3, tokens: 2, context: 5),
            .score(continuations: 3, tokens: 4, prompt: 10),
        ] {
            let row = try await benchmark.measure(work)
            #expect(row.tokensPerSecond > 0 && row.seconds > 0)
        }
    }
}

extension Array {
    /// Maps one element after the other.
    func asyncMap<Value>(_ body: (Element) async throws -> Value) async rethrows -> [Value] {
        var result: [Value] = []
        for element in self { result.append(try await body(element)) }
        return result
    }
}
