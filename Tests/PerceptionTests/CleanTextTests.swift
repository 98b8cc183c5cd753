import Core
import Perception
import Testing

@Suite("Texts are cleaned as a person would read them")
struct CleanTextTests {
    @Test(
        "Names lose padding, mnemonics, GTK 4's class names and its doubling",
        arguments: [
            ("Select All      ", Role.menuItem, false, "Select All"),
            ("Save _As", .menuItem, false, "Save As"),
            ("&File", .menuItem, false, "File"),
            ("my_file.txt", .label, false, "my_file.txt"),
            ("GtkSourceView", .text, true, ""),
            ("AdwGizmo", .filler, true, ""),
            ("7 7", .pushButton, true, "7"),
            ("mod mod", .pushButton, true, "mod"),
            ("7 8", .pushButton, true, "7 8"),
            ("Gtk rocks", .label, true, "Gtk rocks"),
            ("two\n lines\t", .label, false, "two lines"),
            ("<p style='x'>Words</p>", .pushButton, false, "Words"),
            ("a < b", .label, false, "a < b"),
            ("bell\u{7}", .label, false, "bell"),
        ]
    )
    func names(_ raw: String, _ role: Role, _ isGTK4: Bool, _ clean: String) {
        #expect(CleanText.name(raw, role: role, isGTK4: isGTK4) == clean)
    }

    @Test("Tooltips lose their shortcut, numbers their useless fraction")
    func others() {
        #expect(CleanText.tooltip("Next (F3)") == "Next")
        #expect(CleanText.tooltip("Undo [Ctrl+Z]") == "Undo")
        #expect(CleanText.number(42) == "42")
        #expect(CleanText.number(0.5) == "0.5")
    }

    @Test("Siblings read by rows; a tall one reads with the first row beside it")
    func readingOrder() {
        let frames = [
            Rect(x: 200, y: 0, width: 50, height: 20),
            Rect(x: 0, y: 0, width: 50, height: 100),
            Rect(x: 100, y: 40, width: 50, height: 20),
            Rect.zero,
            Rect(x: 100, y: 2, width: 50, height: 16),
        ]
        #expect(ReadingOrder.sorted([0, 1, 2, 3, 4]) { frames[$0] } == [1, 4, 0, 2, 3])
    }
}
