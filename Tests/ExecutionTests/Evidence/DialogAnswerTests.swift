import Core
import Execution
import TestSupport
import Testing

@Suite("Waiting for a dialog to take its answer")
struct DialogAnswerTests {
    private let save = Screens.element(2, .pushButton, "Save")
    private let name = Screens.element(1, .text, "Name", value: "silver.txt")
    private let dialog = Screens.window(2, "Save As", active: true)
    private let main = Screens.window(1, "Main")

    private var before: Observation { Screens.screen([name, save], windows: [dialog, main], focus: 1) }

    private func made(_ action: Action, on target: UIElement?) -> DialogAnswer? {
        DialogAnswer(action, on: target, in: dialog, of: before)
    }

    @Test("It is pending while only the focus has moved, also where elements are numbered anew")
    func pending() throws {
        let answer = try #require(made(.click(.element(save.id)), on: save))
        #expect(answer.isPending(on: before))
        var (moved, pressed) = (name, save)
        moved.id = ElementRef(7)
        pressed.id = ElementRef(8)
        pressed.states.insert(.focused)
        #expect(answer.isPending(on: Screens.screen([moved, pressed], windows: [dialog, main], focus: 8)))
    }

    @Test("It is pending while a button of the dialog is pressed, whatever else changes; not if it always is")
    func pressed() throws {
        let answer = try #require(made(.key(KeyCombination("Return")), on: name))
        var (armed, filled) = (save, name)
        armed.states.insert(.armed)
        #expect(answer.isPending(on: Screens.screen([name, armed], windows: [dialog, main])))
        filled.value = "Silver.txt"
        #expect(answer.isPending(on: Screens.screen([filled, armed], windows: [dialog, main])))
        let always = Screens.screen([name, armed], windows: [dialog, main], focus: 1)
        let other = try #require(
            DialogAnswer(.key(KeyCombination("Return")), on: name, in: dialog, of: always)
        )
        #expect(!other.isPending(on: Screens.screen([filled, armed], windows: [dialog, main])))
    }

    @Test("It is taken once the dialog is gone, another opens, or something in it changes")
    func taken() throws {
        let answer = try #require(made(.key(KeyCombination("Return")), on: name))
        #expect(!answer.isPending(on: Screens.screen([], windows: [main])))
        let question = Screens.window(3, "Replace?", active: true)
        #expect(!answer.isPending(on: Screens.screen([name, save], windows: [question, dialog, main])))
        var refused = name
        refused.value = "silver"
        #expect(!answer.isPending(on: Screens.screen([refused, save], windows: [dialog, main])))
    }

    @Test("Nothing else answers a dialog, and of a lone window only a pressed button tells")
    func others() throws {
        #expect(made(.click(.element(name.id)), on: name) == nil)
        #expect(made(.key(KeyCombination("Tab")), on: name) == nil)
        let alone = Screens.screen([save], windows: [dialog])
        let click = Action.click(.element(save.id))
        let answer = try #require(DialogAnswer(click, on: save, in: dialog, of: alone))
        #expect(!answer.isPending(on: alone))
        var armed = save
        armed.states.insert(.armed)
        #expect(answer.isPending(on: Screens.screen([armed], windows: [dialog])))
    }
}
