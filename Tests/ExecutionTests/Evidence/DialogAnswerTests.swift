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

    @Test("Nothing else answers a dialog, and a lone window is none")
    func others() {
        #expect(made(.click(.element(name.id)), on: name) == nil)
        #expect(made(.key(KeyCombination("Tab")), on: name) == nil)
        let alone = Screens.screen([save], windows: [dialog])
        #expect(DialogAnswer(.click(.element(save.id)), on: save, in: dialog, of: alone) == nil)
    }
}
