import Core
import TestSupport
import Testing

@testable import Agents

@Suite("Labels of fields without a name")
struct FieldLabelsTests {
    private func name(of text: UIElement, under label: String) -> String {
        let screen = Screens.screen([
            Page.element(1, .frame, "Main", width: 800, height: 600),
            Page.element(2, .label, label, in: 1, x: 10, y: 10, width: 300), text,
        ])
        return FieldLabels(screen).name(of: text)
    }

    @Test("The text a window is there for is not called by the folder or the warning above it")
    func page() {
        let page = Page.element(
            3,
            .text,
            in: 1,
            y: 35,
            width: 800,
            height: 500,
            also: [.editable, .multiLine]
        )
        #expect(name(of: page, under: "~").isEmpty)
        #expect(name(of: page, under: "You are using the root account").isEmpty)
    }

    @Test("A field of several lines in a form is called by the label above it, as a line is")
    func field() {
        for states: States in [[.editable, .multiLine], [.editable, .singleLine]] {
            let field = Page.element(3, .text, in: 1, x: 10, y: 35, width: 300, height: 90, also: states)
            #expect(name(of: field, under: "Remarks") == "Remarks")
        }
    }
}
