import Core
import Foundation
import Testing

@testable import Dataflow

@Suite("Task templates")
struct TemplateTests {
    private let text = """
        id: sum
        application: galculator
        parameters:
          a: {from: 2, to: 99}
          b: {from: 2, to: 99, unlike: a}
          op: [{key: "+", word: plus}, {key: "*", word: times}]
          result: {calculate: "${a} ${op.key} ${b}"}
        goal:
          train: ["Work out ${a} ${op.word} ${b}", "Press ${a}${op.key}${b}"]
          development: ["What is ${a} ${op.word} ${b}?"]
        setup: [{start: [galculator]}]
        steps:
          - each: {of: "${a}${op.key}${b}", steps: [{click: {role: toggle button, name: "${item}"}}]}
          - click: {role: toggle button, name: "="}
        checks: [{element: {role: text, value: "${result}"}}]
        """

    private func template(_ text: String) throws -> TaskTemplate {
        try #require(try TemplateLoader().read(text, file: "sum.yaml").first)
    }

    @Test("A seed gives the same task each time, and seeds give different ones")
    func seeds() throws {
        let template = try template(text)
        let first = try template.instance(seed: 7)
        #expect(try template.instance(seed: 7) == first)
        let ids = Set(try (0..<40).map { try template.instance(seed: $0).task.id })
        #expect(ids.count > 35)
        #expect(ids.allSatisfy { $0.hasPrefix("sum-") })
    }

    @Test("Steps, checks and goal hold the values that were drawn")
    func values() throws {
        for seed in 0..<20 {
            let instance = try template(text).instance(seed: UInt64(seed))
            let a = try #require(instance.parameters["a"])
            let b = try #require(instance.parameters["b"])
            let key = try #require(instance.parameters["op.key"])
            #expect(a != b)
            let pressed = (instance.task.steps ?? []).map { action -> String in
                guard case .click(.query(let query), _, _, _) = action else { return "?" }
                return query.name ?? "?"
            }
            #expect(pressed.joined() == "\(a)\(key)\(b)=")
            #expect(instance.actions == pressed.count)
            let left = try #require(Int(a))
            let right = try #require(Int(b))
            let result = key == "+" ? left + right : left * right
            #expect(
                instance.task.checks == [
                    .element(ElementQuery(role: .text, value: "\(result)"), exists: true)
                ]
            )
            #expect(instance.goals.contains(instance.task.goal))
        }
    }

    @Test("Every template of the repository can be read and drawn from, and each has an id of its own")
    func repository() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let templates = try TemplateLoader().load(paths: [root.appending(path: "Examples/templates").path])
        #expect(templates.count >= 120)
        #expect(Set(templates.map(\.id)).count == templates.count)
        for template in templates {
            for seed in 0..<5 {
                #expect(try template.instance(seed: UInt64(seed)).actions > 0, "\(template.id)")
            }
        }
    }

    @Test("Phrasings for development are never among those for training")
    func phrasings() throws {
        let template = try template(text)
        for seed in 0..<20 {
            let train = try template.instance(seed: UInt64(seed))
            let development = try template.instance(seed: UInt64(seed), phrasing: .development)
            #expect(Set(train.goals).isDisjoint(with: development.goals))
            #expect(train.parameters == development.parameters)
        }
    }

    @Test(
        "What makes no sense is refused with its place",
        arguments: [
            (
                "development: [\"What is ${a} ${op.word} ${b}?\"]", "development: []",
                "one in three"
            ),
            ("name: \"${item}\"", "name: \"${itm}\"", "sum.yaml:13"),
            ("${a} ${op.key} ${b}", "${a} / 0", "divides by zero"),
            ("unlike: a}", "unlike: c}", "no parameter before this one"),
            ("from: 2, to: 99}", "from: 9, to: 2}", "expected a whole number"),
            ("checks:", "cheks:", "did you mean \"checks\""),
        ]
    )
    func errors(_ old: String, _ new: String, _ expected: String) throws {
        let broken = text.replacing(old, with: new)
        #expect(broken != text)
        let error = #expect(throws: DataflowError.self) { try template(broken) }
        #expect(error?.description.contains(expected) == true, "\(error.map { "\($0)" } ?? "")")
        #expect(error?.location != nil)
    }

    @Test("Formulas follow the usual precedence and refuse what has no whole value")
    func formulas() throws {
        #expect(try Formula.value(of: "2 + 3 * (4 - 1) / -3") == -1)
        for wrong in ["7 / 2", "", "1 +", "(1", "9999999999999999", "1 000", "999999999999999 * 999999"] {
            #expect(throws: Formula.Problem.self) { try Formula.value(of: wrong) }
        }
    }
}

@Suite("Collected episodes")
struct EpisodeStoreTests {
    private let root = NSTemporaryDirectory() + "lam-episodes-" + UUID().uuidString

    private func instance(_ id: String) -> TemplateInstance {
        TemplateInstance(
            task: TaskFile(id: id, goal: "g", application: "zenity"),
            template: "t",
            requires: [],
            seed: 1,
            phrasing: .train,
            goals: ["g"],
            parameters: [:]
        )
    }

    @Test("A collection goes on where it stopped, whatever was cut off")
    func resumes() async throws {
        defer { try? FileManager.default.removeItem(atPath: root) }
        do {
            let store = try EpisodeStore(root: root)
            for (id, verdict) in [("a", EpisodeRecord.Verdict.pass), ("b", .fail), ("c", .error)] {
                let place = "\(store.running)/\(id)"
                try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
                try await store.keep(EpisodeRecord(instance(id), verdict: verdict))
            }
            #expect(throws: DataflowError.self) { try EpisodeStore(root: root) }
        }
        let index = root + "/episodes.jsonl"
        let whole = try Data(contentsOf: URL(fileURLWithPath: index))
        try (whole + Data("{\"id\":\"d\",\"templ".utf8)).write(to: URL(fileURLWithPath: index))
        let left = root + "/running/left"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)

        let store = try EpisodeStore(root: root)
        #expect(await store.has("a"))
        #expect(await store.has("b"))
        #expect(await !store.has("c"), "what ended in an error is run again")
        #expect(await !store.has("d"))
        #expect(!FileManager.default.fileExists(atPath: left))
        #expect(FileManager.default.fileExists(atPath: root + "/pass/a"))
        #expect(FileManager.default.fileExists(atPath: root + "/fail/b"))
        #expect(try Data(contentsOf: URL(fileURLWithPath: index)) == whole)
        try await store.keep(EpisodeRecord(instance("c"), verdict: .pass))
        #expect(try EpisodeStore.records(at: root).map(\.id) == ["a", "b", "c"])
        #expect(try EpisodeStore.records(at: root).last?.verdict == .pass)
    }
}
