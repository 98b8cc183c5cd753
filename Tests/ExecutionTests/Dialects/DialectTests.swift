import Core
import Execution
import TestSupport
import Testing

@Suite("Dialects of computer use")
struct DialectTests {
    private let screen = Screens.screen([
        Screens.element(1, .frame, "Main", frame: Rect(x: 0, y: 0, width: 400, height: 300)),
        Screens.element(2, .pushButton, "OK", frame: Rect(x: 100, y: 100, width: 40, height: 20), parent: 1),
        Screens.element(3, .entry, "Name", frame: Rect(x: 100, y: 200, width: 100, height: 20), parent: 1),
    ])
    private let empty = Point(x: 700, y: 500)

    private func read(_ text: String, _ dialect: Dialect) throws -> [Action] {
        var reader = DialectReader(dialect)
        return try reader.read(text, on: screen)
    }

    @Test(
        "What every dialect can say comes back from it unchanged",
        arguments: Dialect.allCases
    )
    func roundTrip(dialect: Dialect) throws {
        let point = Target.point(empty)
        var actions: [Action] = [
            .click(point), .click(point, button: .right), .click(point, button: .middle),
            .click(point, count: 2), .click(point, modifiers: [.control, .shift]),
            .click(.element(ElementRef(2))), .click(.element(ElementRef(3)), count: 2),
            .type("it's \"so\" \\ far\n漢😀é"),
            .key(KeyCombination("s", modifiers: [.control, .shift])), .key(KeyCombination("Return")),
            .key(KeyCombination("F5")), .key(KeyCombination("Page_Down")), .key(KeyCombination("Down")),
            .key(KeyCombination("F4", modifiers: [.alt])), .key(KeyCombination("Escape")),
            .scroll(point, direction: .down, amount: 3), .scroll(point, direction: .up, amount: 1),
            .scroll(point, direction: .left, amount: 2),
            .scroll(.element(ElementRef(3)), direction: .right, amount: 4),
            .drag(from: .point(Point(x: 5, y: 6)), to: point),
            .wait(.settled, timeout: 2), .look(Rect(x: 0, y: 0, width: 800, height: 600)),
        ]
        switch dialect {
        case .anthropic:
            actions += [
                .look(Rect(x: 5, y: 6, width: 70, height: 80)), .wait(.settled, timeout: 0.5),
                .click(point, count: 3),
            ]
        case .openai: break
        case .pyautogui:
            actions += [.click(point, count: 3), .wait(.settled, timeout: 0.5), .done(answer: nil)]
        }
        for action in actions {
            let texts = try dialect.write(action, on: screen)
            let text =
                dialect == .pyautogui
                ? texts.joined(separator: "\n") : "[" + texts.joined(separator: ",") + "]"
            #expect(try read(text, dialect) == [action], "\(text)")
        }
    }

    @Test("The Anthropic form is written as its documentation spells it")
    func anthropicText() throws {
        #expect(
            try Dialect.anthropic.write(.click(.element(ElementRef(2))), on: screen)
                == [#"{"action":"left_click","coordinate":[120,110]}"#]
        )
        #expect(
            try Dialect.anthropic.write(.scroll(.point(empty), direction: .down, amount: 5), on: screen)
                == [
                    #"{"action":"scroll","coordinate":[700,500],"scroll_amount":5,"scroll_direction":"down"}"#
                ]
        )
    }

    @Test("The OpenAI form is written as its documentation spells it")
    func openaiText() throws {
        #expect(
            try Dialect.openai.write(.key(KeyCombination("s", modifiers: [.control])), on: screen)
                == [#"{"keys":["CTRL","S"],"type":"keypress"}"#]
        )
    }

    @Test("A form with one tool an action, a computer_call and a batch are read")
    func otherShapes() throws {
        let click: [Action] = [.click(.point(empty))]
        #expect(try read(#"{"name":"left_click","input":{"coordinate":[700,500]}}"#, .anthropic) == click)
        #expect(
            try read(
                #"{"name":"computer","input":{"action":"left_click","coordinate":[700,500]}}"#,
                .anthropic
            )
                == click
        )
        #expect(
            try read(
                #"{"type":"computer_call","action":{"type":"click","button":"left","x":700,"y":500}}"#,
                .openai
            ) == click
        )
        #expect(
            try read(#"{"type":"computer_call","actions":[{"type":"wait"},{"type":"screenshot"}]}"#, .openai)
                .count
                == 2
        )
    }

    @Test("A point on an element becomes its ref only when asked")
    func elements() throws {
        let text = #"{"action":"left_click","coordinate":[120,110]}"#
        #expect(try read(text, .anthropic) == [.click(.element(ElementRef(2)))])
        var reader = DialectReader(.anthropic, prefersElements: false)
        #expect(try reader.read(text, on: screen) == [.click(.point(Point(x: 120, y: 110)))])
    }

    @Test("The pointer and held keys are remembered from one message to the next")
    func state() throws {
        var reader = DialectReader(.anthropic)
        #expect(try reader.read(#"{"action":"mouse_move","coordinate":[700,500]}"#, on: screen) == [])
        #expect(try reader.read(#"{"action":"left_click"}"#, on: screen) == [.click(.point(empty))])
        #expect(try reader.read(#"{"action":"left_mouse_down"}"#, on: screen) == [])
        #expect(try reader.read(#"{"action":"mouse_move","coordinate":[710,500]}"#, on: screen) == [])
        #expect(
            try reader.read(#"{"action":"left_mouse_up"}"#, on: screen)
                == [.drag(from: .point(empty), to: .point(Point(x: 710, y: 500)))]
        )
        let program = """
            import pyautogui, time
            pyautogui.moveTo(700, 500)  # go there
            pyautogui.keyDown('ctrl'); pyautogui.click()
            pyautogui.press('a')
            pyautogui.keyUp('ctrl')
            pyautogui.dragRel(10, 0)
            """
        #expect(
            try read(program, .pyautogui) == [
                .click(.point(empty), modifiers: [.control]),
                .key(KeyCombination("a", modifiers: [.control])),
                .drag(from: .point(empty), to: .point(Point(x: 710, y: 500))),
            ]
        )
    }

    @Test("Python's ways of writing the same call are understood")
    func python() throws {
        #expect(
            try read("pyautogui.click(x=700, y=500, clicks=2, button='right')", .pyautogui)
                == [.click(.point(empty), button: .right, count: 2)]
        )
        #expect(
            try read("pyautogui.typewrite(\"a\\tb\\u00e9\" 'c', interval=0.1)", .pyautogui)
                == [.type("a\tbéc")]
        )
        #expect(try read("pyautogui.write(r'C:\\n')", .pyautogui) == [.type("C:\\n")])
        #expect(try read("pyautogui.write('''a\nb''')", .pyautogui) == [.type("a\nb")])
        #expect(try read("pyautogui.press(['left', 'left'], presses=2)", .pyautogui).count == 4)
        #expect(
            try read("pyautogui.hotkey(['ctrl', 'c'])", .pyautogui)
                == [.key(KeyCombination("c", modifiers: [.control]))]
        )
        #expect(try read("pyautogui.click((700, 500))", .pyautogui) == [.click(.point(empty))])
        #expect(try read("time.sleep(1.5)", .pyautogui) == [.wait(.settled, timeout: 1.5)])
        #expect(try read("DONE", .pyautogui) == [.done(answer: nil)])
    }

    @Test(
        "What has no counterpart is named",
        arguments: [
            (Dialect.anthropic, #"{"action":"hold_key","text":"a","duration":1}"#, "hold_key"),
            (.anthropic, #"{"action":"cursor_position"}"#, "cursor_position"),
            (.openai, #"{"type":"click","button":"back","x":1,"y":1}"#, "back"),
            (.openai, #"{"type":"keypress","keys":["HYPERDRIVE"]}"#, "HYPERDRIVE"),
            (.pyautogui, "pyautogui.locateOnScreen('a.png')", "pyautogui.locateOnScreen"),
            (.pyautogui, "os.system('rm -rf /')", "os.system"),
        ]
    )
    func counterparts(dialect: Dialect, text: String, subject: String) {
        let error = #expect(throws: ExecutionError.self) { try read(text, dialect) }
        #expect(error?.code == .noCounterpart)
        #expect(error?.subject == subject)
    }

    @Test("Actions a dialect cannot say are refused by name, when written")
    func cannotWrite() {
        for dialect in Dialect.allCases {
            for action in [
                Action.menu(["File", "Save"]), .open("mousepad"), .focus(window: "x"), .ask("who?"),
            ] {
                let error = #expect(throws: ExecutionError.self) { try dialect.write(action, on: screen) }
                #expect(error?.code == .noCounterpart)
                #expect(error?.subject == action.name)
            }
        }
    }

    @Test(
        "What is off the screen or no sentence of the dialect is an error, and nothing of it is kept",
        arguments: [
            (Dialect.anthropic, #"{"action":"left_click","coordinate":[800,10]}"#),
            (.anthropic, #"{"action":"left_click","coordinate":[10]}"#),
            (.anthropic, #"{"action":"left_click","coordinate":["a","b"]}"#),
            (.anthropic, #"{"action":"zoom","region":[-9223372036854775808,0,9223372036854775807,5]}"#),
            (.anthropic, #"{"action":"scroll","coordinate":[1,1],"scroll_amount":3}"#),
            (.anthropic, "left_click"),
            (.openai, #"{"type":"click","button":"left","x":-1,"y":0}"#),
            (.openai, #"{"type":"drag","path":[{"x":1,"y":1}]}"#),
            (.openai, "{}"),
            (.pyautogui, "pyautogui.click(900, 900)"),
            (.pyautogui, "pyautogui.click(1e300, 1)"),
            (.pyautogui, "pyautogui.click(x, y)"),
            (.pyautogui, "pyautogui.write('unclosed)"),
            (.pyautogui, "for i in range(3): pyautogui.click(1, 1)"),
            (.pyautogui, "pyautogui.write(f'{secret}')"),
            (.pyautogui, "x = 5"),
            (.pyautogui, "pyautogui.click(" + String(repeating: "[", count: 5000)),
        ]
    )
    func bad(dialect: Dialect, text: String) {
        var reader = DialectReader(dialect)
        #expect(throws: ExecutionError.self) { try reader.read(text, on: screen) }
        #expect(reader.pointer == nil)
    }

    @Test("setText is written as the hand's way of doing it")
    func setText() throws {
        #expect(
            try Dialect.pyautogui.write(.setText(.element(ElementRef(3)), text: "x"), on: screen) == [
                "pyautogui.click(x=150, y=210)", "pyautogui.hotkey('ctrl', 'a')", "pyautogui.write('x')",
            ]
        )
    }
}
