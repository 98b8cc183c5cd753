import Core
import TestSupport
import Testing

@testable import Agents

@Suite("While a menu is open")
struct OpenMenuTests {
    /// A file manager with the menu File, open or closed.
    private func screen(isOpen: Bool) -> Observation {
        let entry: States = isOpen ? Page.usable : [.enabled, .sensitive]
        var elements = [
            Page.element(1, .frame, "docs"), Page.element(2, .menuBar, in: 1),
            Page.element(3, .menu, "File", in: 2, also: isOpen ? [.selected] : []),
            Page.element(4, .menu, "Edit", in: 2, x: 90),
            Page.element(6, .text, "Place", in: 1, y: 60, also: [.editable, .singleLine]),
            Page.element(7, .pushButton, "Home", in: 1, y: 90),
        ]
        elements.insert(
            Screens.element(5, .menuItem, "Create Folder...", states: entry, parent: 3),
            at: 4
        )
        return Screens.screen(elements)
    }

    private func offers(_ screen: Observation, _ action: String) -> Bool {
        let scene = Scene(screen)
        let names = ElementNames(scene.widgets, in: screen)
        return begins(ScreenGrammar.of(scene, names: names), action)
    }

    /// Whether a grammar has a choice that begins so.
    private func begins(_ grammar: Grammar, _ text: String) -> Bool {
        switch grammar {
        case .literal(let literal): literal == text
        case .choice(let parts): parts.contains { begins($0, text) }
        case .sequence(let parts): parts.first.map { begins($0, text) } ?? false
        default: false
        }
    }

    @Test("Its entries, the other titles, and the keys it takes are all that can be done")
    func open() {
        let screen = screen(isOpen: true)
        for action in [#"click menu item "Create Folder...""#, #"click menu "Edit""#, "press Escape"] {
            #expect(offers(screen, action), "\(action)")
        }
        for action in [#"set text "Place" to "#, "type ", #"click push button "Home""#, "press ctrl+s"] {
            #expect(!offers(screen, action), "\(action)")
        }
    }

    @Test("What was foreseen for the window behind it is not done while it is open")
    func foreseen() {
        func reads(_ line: String, isOpen: Bool) -> Bool {
            let screen = screen(isOpen: isOpen)
            let scene = Scene(screen)
            return ScreenGrammar.read(line, scene, names: ElementNames(scene.widgets, in: screen)) != nil
        }
        for line in [#"type "log""#, #"set text "Place" to "log""#, "press Return"] {
            #expect(!reads(line, isOpen: true), "\(line)")
            #expect(reads(line, isOpen: false), "\(line)")
        }
        for line in [#"click menu item "Create Folder...""#, "press Escape"] {
            #expect(reads(line, isOpen: true), "\(line)")
        }
    }

    @Test("While it is closed everything can be done, and its entries by their way")
    func closed() {
        let screen = screen(isOpen: false)
        let all = [
            #"menu "File" > "Create Folder...""#, #"set text "Place" to "#, "type ",
            #"click push button "Home""#,
            "press ctrl+s",
        ]
        for action in all { #expect(offers(screen, action), "\(action)") }
    }

    @Test("A dozen buttons called \"Menu\" are no menus to look through")
    func buttons() {
        func buttons(_ count: Int) -> Scene {
            Scene(Screens.screen((1...count).map { Screens.element($0, .toggleButton, "Menu") }))
        }
        #expect(buttons(1).closedMenus.count == 1)
        #expect(buttons(12).closedMenus.isEmpty)
    }
}
