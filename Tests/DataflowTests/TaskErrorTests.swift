import Core
import Dataflow
import Foundation
import Testing

@Suite("Errors in task files")
struct TaskErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let code: DataflowError.Code
        let place: String
        let says: [String]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "a misspelt key",
            text: "goal: g\nstesp: []",
            code: .unknownKey,
            place: "2:1",
            says: ["\"stesp\"", "did you mean \"steps\"?"]
        ),
        Case(
            name: "a key that is like no other",
            text: "goal: g\nsteps:\n- click: {name: x, colour: red}",
            code: .unknownKey,
            place: "3:20",
            says: ["steps[0].click", "\"colour\"", "role, name"]
        ),
        Case(
            name: "a misspelt action",
            text: "goal: g\nsteps:\n- clik: {name: x}",
            code: .unknownKey,
            place: "3:3",
            says: ["did you mean \"click\"?"]
        ),
        Case(
            name: "two actions in one step",
            text: "goal: g\nsteps:\n- {type: a, key: b}",
            code: .invalidValue,
            place: "3:3",
            says: ["\"type\" and \"key\" exclude each other"]
        ),
        Case(
            name: "a key given twice",
            text: "goal: g\ngoal: h",
            code: .duplicate,
            place: "1:1",
            says: ["goal"]
        ),
        Case(
            name: "a key given twice, once in quotes",
            text: "goal: g\n\"goal\": h",
            code: .duplicate,
            place: "1:1",
            says: ["goal"]
        ),
        Case(
            name: "an id given twice",
            text: "- {id: a, goal: g}\n- {id: a, goal: h}",
            code: .duplicate,
            place: "2:3",
            says: ["\"a\"", "line 1"]
        ),
        Case(
            name: "a suite's task without an id",
            text: "- {goal: g}",
            code: .missingKey,
            place: "1:3",
            says: ["[0]", "\"id\" is missing"]
        ),
        Case(
            name: "no goal",
            text: "id: a",
            code: .missingKey,
            place: "1:1",
            says: ["\"goal\" is missing"]
        ),
        Case(
            name: "an undefined parameter",
            text: "goal: g\nparameters: {file: a}\nsteps:\n  - type: \"say ${fiel}\"",
            code: .undefinedParameter,
            place: "4:11",
            says: ["steps[0].type", "${fiel}", "did you mean ${file}?"]
        ),
        Case(
            name: "an unclosed parameter",
            text: "goal: g\nsteps: [{type: \"${a\"}]",
            code: .undefinedParameter,
            place: "2:16",
            says: ["not closed"]
        ),
        Case(
            name: "an absolute path",
            text: "goal: g\nchecks:\n- file: {path: /etc/passwd, exists: true}",
            code: .unsafePath,
            place: "3:16",
            says: ["/etc/passwd", "absolute"]
        ),
        Case(
            name: "a path that leaves the home",
            text: "goal: g\nsetup: [{directory: a/../../b}]",
            code: .unsafePath,
            place: "2:21",
            says: ["leaves the session's home"]
        ),
        Case(
            name: "an escape by parameter",
            text: "goal: g\nparameters: {p: ..}\nsetup: [{file: {path: \"${p}/x\", content: a}}]",
            code: .unsafePath,
            place: "3:23",
            says: ["../x"]
        ),
        Case(
            name: "a wrong word",
            text: "goal: g\nsteps: [{click: {name: x, button: rigth}}]",
            code: .invalidValue,
            place: "2:35",
            says: ["did you mean \"right\"?"]
        ),
        Case(
            name: "a number out of range",
            text: "goal: g\nbudget: {steps: 0}",
            code: .invalidValue,
            place: "2:17",
            says: ["budget.steps", "whole number from 1"]
        ),
        Case(
            name: "a list where a mapping belongs",
            text: "goal: g\nsteps:\n- click: [OK]",
            code: .invalidValue,
            place: "3:10",
            says: ["this is a list", "expected"]
        ),
        Case(
            name: "a click on nothing",
            text: "goal: g\nsteps:\n- click: {count: 2}",
            code: .missingKey,
            place: "3:10",
            says: ["role, name"]
        ),
        Case(
            name: "an unknown state",
            text: "goal: g\nchecks: [{element: {name: x, states: [chekced]}}]",
            code: .invalidValue,
            place: "2:39",
            says: ["did you mean \"checked\"?"]
        ),
        Case(
            name: "a modifier that does not exist",
            text: "goal: g\nsteps: [{key: crtl+s}]",
            code: .invalidValue,
            place: "2:15",
            says: ["crtl+s", "ctrl"]
        ),
        Case(
            name: "a rule for an action that does not exist",
            text: "goal: g\npolicy: {rules: [{action: clikc, verdict: deny}]}",
            code: .invalidValue,
            place: "2:27",
            says: ["did you mean \"click\"?"]
        ),
        Case(
            name: "broken YAML",
            text: "goal: g\nsteps:\n- type: \"abc\n",
            code: .syntax,
            place: "4:1",
            says: ["not YAML", "line 3"]
        ),
        Case(
            name: "a tab as indentation",
            text: "goal: g\nsteps:\n\t- type: a",
            code: .syntax,
            place: "3:1",
            says: ["spaces, not tabs"]
        ),
        Case(
            name: "a second document",
            text: "goal: g\n---\ngoal: h",
            code: .syntax,
            place: "2:1",
            says: ["another document"]
        ),
    ]

    @Test("Each names file, line, column, key and what was expected", arguments: cases)
    func named(_ example: Case) throws {
        let error = try #require(throws: DataflowError.self) {
            _ = try TaskLoader().read(example.text, file: "dir/bad.yaml")
        }
        #expect(error.code == example.code)
        #expect(error.description.hasPrefix("dir/bad.yaml:\(example.place): "), "\(error)")
        for part in example.says { #expect(error.description.contains(part), "\(error)") }
    }

    @Test("An empty file, a missing file, a directory and a binary file are named as what they are")
    func files() throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        func code(_ bytes: [UInt8]?) throws -> DataflowError.Code? {
            let file = directory.appendingPathComponent("a.yaml")
            if let bytes { try Data(bytes).write(to: file) }
            return #expect(throws: DataflowError.self) { _ = try TaskLoader().load(path: file.path) }?.code
        }
        #expect(try code(nil) == .notFound)
        #expect(try code([]) == .missingKey)
        #expect(try code([0xFF, 0xFE, 0x00, 0x41]) == .syntax)
        #expect(try code(Array("a: \u{1}".utf8)) == .syntax)
        #expect(try code([UInt8](repeating: UInt8(ascii: "["), count: 200_000)) == .syntax)
        let error = #expect(throws: DataflowError.self) {
            _ = try TaskLoader().load(path: directory.path)
        }
        #expect(error?.code == .unreadable)
    }

    @Test("No cut or changed byte of a task file crashes the reader")
    func mutated() throws {
        let text = Self.cases.map(\.text).joined(separator: "\n") + "\nx: &a [*a, \"\\u12\", ? {b: c}]"
        var generator = SplitMix(seed: 7)
        var failures = 0
        for _ in 0..<2000 {
            var bytes = Array(text.utf8)
            let from = Int.random(in: 0..<bytes.count, using: &generator)
            bytes = Array(bytes[from...].prefix(Int.random(in: 1...200, using: &generator)))
            for _ in 0..<3 {
                let at = Int.random(in: 0..<bytes.count, using: &generator)
                bytes[at] = Array("[]{}:-?&*!|>'\"%@`#,\n\t x$\\".utf8).randomElement(using: &generator) ?? 0
            }
            do {
                _ = try TaskLoader().read(String(decoding: bytes, as: UTF8.self), file: "f")
            } catch {
                failures += 1
            }
        }
        #expect(failures > 1000)
    }
}

/// The generator of Steele, Lea and Flood (2014), so that a failing case comes again.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
