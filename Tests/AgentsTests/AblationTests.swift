import Agents
import Core
import Synchronization
import Testing

/// A model that goes the same way whatever it is asked, and keeps what it was asked under which grammar.
private final class AskedModel: LanguageModel {
    let name = "asked"
    private let reply: String
    private let seen = Mutex<[(prompt: String, isFree: Bool)]>([])

    init(_ lines: [String]) { reply = lines.joined(separator: "\n") }

    var questions: [(prompt: String, isFree: Bool)] { seen.withLock { $0 } }

    func count(_ text: String) async throws -> Int { 1 }

    func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        if case .chat(let messages, _) = prompt {
            seen.withLock { $0.append((messages.last?.text ?? "", constraint == nil)) }
        }
        return AsyncThrowingStream { continuation in
            continuation.yield(Piece(text: reply, logProbability: -0.05, tokens: 5))
            continuation.finish()
        }
    }

    func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        continuations.map { Score(logProbability: $0 == "yes" ? -1 : -0.5, tokens: 1) }
    }

    func embed(_ text: String) async throws -> [Float] { [1] }
}

@Suite("A planner without one of its parts")
struct AblationTests {
    private static let way = [#"set text "Name" to "Ann""#, #"click push button "OK""#, "done"]

    private func run(without part: PlannerPart?, _ way: [String] = way) async throws
        -> (model: AskedModel, end: RunEnd)
    {
        let model = AskedModel(way)
        let planner = TrainedPlanner(model: model, without: part.map { [$0] } ?? [])
        let (end, _) = try await Worlds.run("I am Ann", in: Worlds.form("Form", ["Name"]), planner: planner)
        return (model, end)
    }

    @Test("With all of them it is asked once, under a grammar")
    func whole() async throws {
        let (model, end) = try await run(without: nil)
        #expect(end.kind == .unverified && model.questions.count == 1)
        #expect(model.questions.allSatisfy { !$0.isFree })
    }

    @Test("Without foresight it is asked for each action")
    func foresight() async throws {
        let (model, _) = try await run(without: .foresight)
        #expect(model.questions.count > 1)
        #expect(model.questions.last?.prompt.contains("\n- set text") == true)
    }

    @Test("Without history it is not told what was done")
    func history() async throws {
        let (model, _) = try await run(without: .history, [Self.way[0]])
        #expect(model.questions.count > 1)
        #expect(model.questions.allSatisfy { $0.prompt.contains("Done so far: nothing") })
    }

    @Test("Without the grammar it writes freely, and what is no action of the screen is not done")
    func grammar() async throws {
        let (model, end) = try await run(without: .grammar, ["click push button \"Format the disk\""])
        #expect(model.questions.count { !$0.isFree } == 0)
        #expect(end.kind == .failed, "\(end)")
        #expect(try await run(without: .grammar).end.kind == .unverified)
    }

    @Test("Without the rules the model decides what they know too")
    func rules() async throws {
        func questions(_ without: Set<PlannerPart>) async throws -> Int {
            let model = AskedModel([#"click push button "OK""#])
            let planner = TrainedPlanner(model: model, without: without)
            _ = try await Worlds.run("Press OK", in: Worlds.form("Form", ["Name"]), planner: planner)
            return model.questions.count
        }
        #expect(try await questions([.rules]) > 0)
    }
}
