import Core
import Foundation
import TestSupport
import Testing

@testable import Agents

@Suite("Goals in other languages")
struct TongueTests {
    @Test(
        "A goal in another language is known by its small words and letters",
        arguments: [
            ("Öffne den Taschenrechner und rechne 7 mal 8", "German"),
            ("bitte die Datei unter dem Namen a.txt speichern", "German"),
            ("Ouvre le fichier notes.txt et enregistre-le", "French"),
            ("Abre el archivo y escribe hola", "Spanish"),
            ("Apri il file e scrivi ciao", "Italian"),
            ("Abra o arquivo e escreva um texto", "Portuguese"),
            ("Schrijf het woord en bewaar het bestand", "Dutch"),
            ("Skriv texten och spara filen", "Swedish"),
            ("Napisz i zapisz plik jako a.txt", "Polish"),
            ("Открой калькулятор", "a language with other letters"),
            ("打开计算器", "a language with other letters"),
        ]
    )
    func foreign(goal: String, tongue: String) {
        #expect(Tongue.foreign(goal) == tongue)
    }

    @Test(
        "Names and texts of other languages do not make a goal foreign",
        arguments: [
            "Open Rio de la Plata", #"Type "Der Hund und die Katze" and save"#,
            "write das ist ein Test und mehr",
            "Press 7 × 8 =", "a folder called La Vie en Rose, please", "ctrl+s", "2+2",
            "opne galculator and pres 5 + 5 =", "as many as 3 items",
        ]
    )
    func english(goal: String) {
        #expect(Tongue.foreign(goal) == nil)
    }

    @Test("No goal of a template counts as foreign")
    func templates() throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Examples/templates").standardized
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        var goals: [Substring] = []
        for file in files where file.pathExtension == "yaml" {
            let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            goals += lines.filter { $0.hasPrefix("      - ") }.map { $0.dropFirst(8) }
        }
        #expect(goals.count > 1000)
        #expect(goals.filter { Tongue.foreign($0.trimmingCharacters(in: ["\""])) != nil } == [])
    }

    @Test("A goal in another language is asked for in English, and done as it is said then")
    func asked() async throws {
        let world = Worlds.form("Form", ["Name"])
        let (end, steps) = try await Worlds.run("Drücke bitte auf den Knopf und gib Ada ein", in: world)
        #expect(end.kind == .needsUser, "\(end)")
        #expect(steps.map(\.decision.text).first?.hasPrefix("ask \"The goal seems to be in German") == true)
        let head = TrajectoryHead(id: "t", goal: "Drücke bitte auf den Knopf", started: 0, origin: "test")
        let screen = await world.observe()
        let ask = Decision(.ask("?"), text: "ask", decidedBy: .rule, reason: "")
        let answer = Step(
            index: 0,
            before: screen,
            decision: ask,
            outcome: Outcome(.confirmed, evidence: ["Press OK"]),
            after: screen
        )
        let plan = Plan(Trajectory(head: head, steps: [answer]))
        #expect(plan.goal == "Press OK" && plan.tongue == nil)
    }
}
