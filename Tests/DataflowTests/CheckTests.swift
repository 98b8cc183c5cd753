import Core
import Dataflow
import Foundation
import Testing

@Suite("Judging the end state")
struct CheckTests {
    private static func element(
        _ number: Int,
        _ role: Role,
        _ name: String,
        value: String? = nil,
        states: States = [.showing, .visible],
        frame: Rect = Rect(x: 0, y: 0, width: 10, height: 10)
    ) -> UIElement {
        UIElement(
            id: ElementRef(number),
            role: role,
            name: name,
            value: value,
            states: states,
            frame: frame,
            window: 0,
            source: .accessibility(AccessibleID(bus: ":1.1", path: "/\(number)"))
        )
    }

    private static let window = WindowInfo(
        id: 1,
        title: "*note.txt - Mousepad",
        application: "mousepad",
        pid: 1,
        frame: Rect(x: 0, y: 0, width: 100, height: 100)
    )

    private static let state = EndState(
        home: "/nonexistent",
        observation: Observation(
            time: 0,
            screen: Size(width: 100, height: 100),
            windows: [window],
            elements: [
                element(1, .text, "", value: "1408"),
                element(2, .checkBox, "Bold", states: [.showing, .visible, .checked]),
                element(3, .checkMenuItem, "Line Numbers", states: [.checked], frame: .zero),
                element(4, .menuItem, "Save", states: [], frame: .zero),
                element(5, .label, "Total", value: "-7.5 EUR"),
            ]
        ),
        clipboard: "copied\n",
        processes: ["openbox", "gnome-calculato"],
        answer: "It is 1,408 and 42."
    )

    @Test(
        "Facts of the screen, the clipboard, processes and the answer",
        arguments: [
            (.element(ElementQuery(role: .text, value: "1408"), exists: true), true),
            // A part of a longer number is another number.
            (.element(ElementQuery(role: .text, value: "408"), exists: true), false),
            (.element(ElementQuery(role: .text, value: "408"), exists: false), true),
            (.element(ElementQuery(value: "7.5"), exists: true), true),
            (.element(ElementQuery(value: "EU"), exists: true), true),
            (.element(ElementQuery(role: .checkBox, name: "bold"), exists: true), true),
            (.element(ElementQuery(role: .checkBox, name: "Italic"), exists: true), false),
            // In the tree, but not on the screen.
            (.element(ElementQuery(role: .menuItem, name: "Save"), exists: true), false),
            (.elementState(ElementQuery(name: "Bold"), states: [.checked], set: true), true),
            (.elementState(ElementQuery(name: "Bold"), states: [.checked], set: false), false),
            (.elementState(ElementQuery(name: "Bold"), states: [.focused], set: false), true),
            (.elementState(ElementQuery(name: "Bold"), states: [.checked, .focused], set: true), false),
            (.elementState(ElementQuery(name: "Nobody"), states: [.checked], set: false), false),
            // A closed menu's items still have their state.
            (.elementState(ElementQuery(name: "Line Numbers"), states: [.checked], set: true), true),
            (.window(title: "NOTE.txt", exists: true), true),
            (.window(title: "other", exists: true), false),
            (.window(title: "other", exists: false), true),
            (.process(name: "openbox", running: true), true),
            (.process(name: "gnome-calculator", running: true), true),
            (.process(name: "mousepad", running: true), false),
            (.process(name: "mousepad", running: false), true),
            (.clipboard(equals: "copied"), true),
            (.clipboard(equals: "cop"), false),
            (.answer(contains: "42"), true),
            (.answer(contains: "it is"), true),
            (.answer(contains: "1,408"), true),
            (.answer(contains: "408"), false),
            (.answer(contains: "4"), false),
        ] as [(Check, Bool)]
    )
    func facts(_ check: Check, _ holds: Bool) {
        let result = Checks.evaluate(check, in: Self.state)
        #expect(result.passed == holds, "\(result)")
        #expect(!result.expected.isEmpty)
        #expect(!result.found.isEmpty)
    }

    @Test("A fact that nobody gathered makes no check pass")
    func missing() {
        let checks: [Check] = [
            .element(ElementQuery(name: "x"), exists: false), .window(title: "x", exists: false),
            .process(name: "x", running: false), .clipboard(equals: ""), .answer(contains: "x"),
            .elementState(ElementQuery(name: "x"), states: [.checked], set: false),
        ]
        for result in Checks.evaluate(checks, in: EndState(home: "/nonexistent")) {
            #expect(!result.passed, "\(result)")
        }
        #expect(Checks.facts(for: checks) == [.screen, .processes, .clipboard, .answer])
        #expect(Checks.facts(for: [.fileExists(path: "a", exists: true)]) == [.files])
    }

    @Test("Files are compared by text: encodings, line ends and kinds of files")
    func files() throws {
        let home = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(
            at: home.appendingPathComponent("dir"),
            withIntermediateDirectories: true
        )
        defer { try? FileManager.default.removeItem(at: home) }
        func write(_ name: String, _ bytes: [UInt8]) throws {
            try Data(bytes).write(to: home.appendingPathComponent(name))
        }
        try write("plain", Array("one\ntwo\n\n".utf8))
        try write("dos", Array("one\r\ntwo\r\n".utf8))
        try write("marked", [0xEF, 0xBB, 0xBF] + Array("one\ntwo".utf8))
        try write("wide", [0xFF, 0xFE] + "one\ntwo".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
        try write("raw", [0x66, 0xFF, 0x67])
        #expect(mkfifo(home.appendingPathComponent("pipe").path, 0o600) == 0)
        try FileManager.default.createSymbolicLink(
            atPath: home.appendingPathComponent("link").path,
            withDestinationPath: "pipe"
        )
        let state = EndState(home: home.path)
        func holds(_ check: Check) -> Bool { Checks.evaluate(check, in: state).passed }
        for name in ["plain", "dos", "marked", "wide"] {
            #expect(holds(.fileEquals(path: name, text: "one\ntwo\n")), "\(name)")
            #expect(holds(.fileContains(path: name, text: "e\nt")), "\(name)")
            #expect(!holds(.fileEquals(path: name, text: "one")), "\(name)")
        }
        #expect(holds(.fileContains(path: "raw", text: "g")))
        #expect(!holds(.fileContains(path: "raw", text: "h")))
        for name in ["pipe", "link", "dir", "missing", "../x", "/etc/passwd"] {
            #expect(!holds(.fileContains(path: name, text: "r")), "\(name)")
        }
        #expect(holds(.fileExists(path: "dir", exists: true)))
        #expect(holds(.fileExists(path: "missing", exists: false)))
        #expect(!holds(.fileExists(path: "plain", exists: false)))
    }

    @Test("Checks that hold before the first step are found, whatever their kind")
    func alreadyTrue() {
        let checks: [Check] = [
            .element(ElementQuery(value: "1408"), exists: true), .fileExists(path: "a", exists: true),
            .process(name: "mousepad", running: false),
        ]
        #expect(Checks.alreadyTrue(checks, in: Self.state).map(\.check) == [checks[0], checks[2]])
    }
}
