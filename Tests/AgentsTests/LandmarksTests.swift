import Agents
import Core
import Testing

@Suite("What elements of the same name are told apart by")
struct LandmarksTests {
    /// What the elements of a role are called, in reading order.
    private func names(_ role: Core.Role, _ elements: [UIElement]) -> [String] {
        let scene = Page.scene(elements)
        let names = ElementNames(scene.widgets, in: scene.observation)
        let parser = ActionParser(names)
        return scene.widgets.filter { $0.role == role }.map { widget in
            let name = names.name(widget.target)
            let read = try? parser.parse("click \(name)")
            #expect(read == .click(widget.target), "\(name)")
            return String(name.dropFirst(role.rawValue.count + 1))
        }
    }

    @Test("By what they are in, and a number where it holds several")
    func inside() {
        let rows = (0..<2).flatMap { row in
            let (first, y) = (1 + 3 * row, 100 * row)
            return [
                Page.element(first, .link, ["Ada. Hello", "Grace. Bugs"][row], y: y, width: 400, height: 80),
                Page.element(first + 1, .icon, in: first, x: 300, y: y + 10),
                Page.element(first + 2, .icon, in: first, x: 350, y: y + 10),
            ]
        }
        #expect(
            names(.icon, rows) == [
                #"in "Ada. Hello""#, #"in "Ada. Hello" #2"#, #"in "Grace. Bugs""#, #"in "Grace. Bugs" #2"#,
            ]
        )
    }

    @Test("By the text in the same row")
    func beside() {
        let rows = (0..<3).flatMap { row in
            let (first, y) = (1 + 3 * row, 60 * row)
            return [
                Page.element(first, .pushButton, "Odd", y: y, height: 40),
                Page.element(
                    first + 1,
                    Role("static"),
                    ["8", "10", "-3"][row],
                    x: 100,
                    y: y,
                    width: 30,
                    height: 40
                ),
                Page.element(first + 2, .pushButton, "Even", x: 150, y: y, height: 40),
            ]
        }
        #expect(
            names(.pushButton, rows).filter { $0.contains("Odd") } == [
                #""Odd" beside "8""#, #""Odd" beside "10""#, #""Odd" beside "-3""#,
            ]
        )
    }

    @Test("By the first line of the paragraph above, whose words stand beside each other")
    func under() {
        let posts = (0..<2).flatMap { row in
            let (first, y) = (1 + 5 * row, 20 + 120 * row)
            return [
                Page.element(first, Role("static"), ["Emile", "Tula"][row], y: y),
                Page.element(first + 1, Role("static"), "7h ago", x: 90, y: y),
                Page.element(first + 2, Role("static"), "Sed massa.", y: y + 26),
                Page.element(first + 3, .icon, x: 10, y: y + 60),
                Page.element(first + 4, .icon, x: 110, y: y + 60),
            ]
        }
        #expect(
            names(.icon, posts) == [
                #"under "Emile 7h ago""#, #"under "Emile 7h ago" #2"#, #"under "Tula 7h ago""#,
                #"under "Tula 7h ago" #2"#,
            ]
        )
    }

    @Test("By their number where nothing else tells them apart; what is alone needs nothing")
    func numbers() {
        let boxes = (0..<3).map { Page.element($0 + 2, .checkBox, "Use", x: 100 * $0, y: 200) }
        let all =
            [Page.element(1, Role("static"), "Which?", y: 0)] + boxes + [
                Page.element(9, .pushButton, "OK", y: 300)
            ]
        #expect(names(.checkBox, all) == [#""Use""#, #""Use" #2"#, #""Use" #3"#])
        #expect(names(.pushButton, all) == [#""OK""#])
    }
}
