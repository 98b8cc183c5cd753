import Core
import Synchronization
import Testing

@testable import Agents

/// A model that does one thing whatever it is asked, and keeps what it was asked.
private final class ListeningModel: LanguageModel {
    let name = "listening"
    private let heard = Mutex<[String]>([])

    /// The goals it was told.
    var goals: [String] {
        heard.withLock { texts in
            texts.compactMap { text in
                text.split(separator: "\n").first { $0.hasPrefix("Goal: ") }.map { String($0.dropFirst(6)) }
            }
        }
    }

    func count(_ text: String) async throws -> Int { 1 }

    func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        if case .chat(let messages, _) = prompt { heard.withLock { $0.append(messages.last?.text ?? "") } }
        return AsyncThrowingStream { continuation in
            continuation.yield(Piece(text: "type \"rain\"\ndone", logProbability: -0.1, tokens: 5))
            continuation.finish()
        }
    }

    func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        continuations.map { Score(logProbability: $0 == "yes" ? -0.1 : -3, tokens: 1) }
    }

    func embed(_ text: String) async throws -> [Float] { [1] }
}

@Suite("How a run with a trained model begins")
struct BeginningTests {
    private func run(_ goal: String) async throws -> (end: RunEnd, acts: [String], told: [String]) {
        let model = ListeningModel()
        let planner = TrainedPlanner(model: model, applications: Worlds.applications)
        let (end, steps) = try await Worlds.run(goal, in: FakeWorld(), planner: planner)
        return (end, steps.map(\.decision.text).filter { !$0.hasPrefix("wait") }, model.goals)
    }

    @Test("What is to be opened is opened first, and the model is told the rest of the goal")
    func opens() async throws {
        let (end, acts, told) = try await run("Open mousepad, and write rain, but in capitals")
        #expect(end.kind == .unverified, "\(end)")
        #expect(acts == [#"open "org.xfce.mousepad""#, #"type "rain""#, "done"])
        #expect(told.allSatisfy { $0 == "Write rain, but in capitals" } && !told.isEmpty, "\(told)")
    }

    @Test("A cell that is to be filled is waited for before the model is asked")
    func cells() async throws {
        let planner = TrainedPlanner(model: ListeningModel(), applications: Worlds.applications)
        let goal = "Open mousepad and put 5 in cell A1"
        let (_, steps) = try await Worlds.run(goal, in: FakeWorld(), planner: planner)
        let first = steps.dropFirst().prefix(2).map(\.decision)
        #expect(first.allSatisfy { $0.text.hasPrefix("wait") && $0.decidedBy == .rule }, "\(first)")
        #expect(steps.count > 3)
    }

    @Test("Where nothing is open, an application that the goal names anywhere is opened")
    func names() async throws {
        let (_, acts, told) = try await run("What is 15 percent of 80? Use the calculator")
        #expect(acts.first == #"open "galculator""#, "\(acts)")
        #expect(told.allSatisfy { $0 == "What is 15 percent of 80? Use the calculator" })
    }

    @Test("An application may be called without its maker, its toolkit or the mark at its end")
    func calls() {
        func calls(_ name: String, _ program: String) -> [String] {
            KnownApplication(id: "x", name: name, executable: program).calls
        }
        #expect(calls("LibreOffice Writer", "libreoffice").contains("Writer"))
        #expect(calls("Qalculate!", "/usr/bin/qalculate-gtk").suffix(2) == ["Qalculate", "qalculate"])
        #expect(calls("Text Editor", "quill") == ["Text Editor", "quill"])
    }

    @Test("Where nothing is open, what fits a word of the goal is begun with")
    func fits() async throws {
        let (_, acts, _) = try await run("Use the shell to turn the lights off")
        #expect(acts.first == #"open "debian-xterm""#, "\(acts)")
    }

    @Test(
        "Where nothing is open and nothing is named, it asks and does nothing",
        arguments: [
            "Fly me to the moon", "Delete everything on my computer",
        ]
    )
    func asks(goal: String) async throws {
        let (end, acts, told) = try await run(goal)
        #expect(end.kind == .needsUser, "\(end)")
        #expect(acts.allSatisfy { $0.hasPrefix("ask") } && told.isEmpty, "\(acts)")
    }

    @Test("A goal that forbids what it asks for opens nothing")
    func contradiction() async throws {
        let (end, acts, _) = try await run("open galculator but do not open galculator")
        #expect(end.kind == .failed && end.message.contains("forbids"), "\(end)")
        #expect(!acts.contains { $0.hasPrefix("open") }, "\(acts)")
    }
}
