import Core
import Desktop
import Foundation
import Perception
import TestSupport
import Testing

extension ScreenTests {
    @Suite("The harder corners of toolkits")
    struct BreadthTests {
        @Test("GTK 4: the items of a popover menu are where the popover was moved to")
        func popover() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["gnome-calculator"])
                let seen = try await screen.observe {
                    $0.has(.pushButton, "Primary menu") && $0.has(.pushButton, "7")
                }
                try await screen.click("Primary menu", .pushButton, in: seen)
                let opened = try await screen.observe { seen in
                    seen.elements.contains {
                        $0.role == .menuItem && $0.name == "Keyboard Shortcuts" && $0.isOnScreen
                    }
                }
                // A tooltip of the button may have a window of its own, the popover has none.
                #expect(opened.windows.filter { $0.frame.height > 60 }.count == 1, "\(opened.windows)")
                try await screen.click("Keyboard Shortcuts", .menuItem, in: opened)
                let shown = try await screen.observe { seen in
                    seen.windows.filter { $0.frame.height > 60 }.count == 2
                }
                #expect(
                    shown.windows.filter { $0.frame.height > 60 }.count == 2,
                    "\(ObservationText(opened))\n\(ObservationText(shown))"
                )
            }
        }

        @Test("GTK 3: the display of a calculator that is an edit bar is a field, and says what is in it")
        func editBar() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["mate-calc"])
                let seen = try await screen.observe {
                    $0.has(.pushButton, "8") && $0.elements(.editBar).count == 1
                }
                try await screen.click("8", .pushButton, in: seen)
                let pressed = try await screen.observe { $0.elements(.editBar).first?.value == "8" }
                #expect(pressed.elements(.editBar).first?.value == "8", "\(ObservationText(pressed))")
                #expect(pressed.focusedElement?.role == .editBar)
                #expect(Role.textInputs.contains(.editBar))
            }
        }

        @Test("GTK 3: the check boxes in the rows of a list are called by their rows")
        func checklist() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open([
                    "zenity", "--list", "--checklist", "--column=Buy", "--column=Fruit", "--column=Price",
                    "FALSE", "Apples", "2", "TRUE", "Plums", "3", "FALSE", "Pears", "2",
                ])
                let seen = try await screen.observe { $0.elements(.checkBox).count == 3 }
                let boxes = seen.elements(.checkBox)
                #expect(boxes.map(\.name) == ["Apples", "Plums", "Pears"], "\(ObservationText(seen))")
                #expect(boxes.map { $0.states.contains(.checked) } == [false, true, false])
                #expect(boxes.allSatisfy { $0.actions == ["toggle"] })
                // The texts are there as they were.
                #expect(seen.elements(.tableCell).count == 6)
                try await screen.click("Pears", .checkBox, in: seen)
                let ticked = try await screen.observe {
                    $0.one(.checkBox, "Pears")?.states.contains(.checked) == true
                }
                #expect(ticked.one(.checkBox, "Pears")?.states.contains(.checked) == true)
            }
        }

        @Test("LibreOffice Calc: the cells in view are read, the million others are not")
        func calc() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(
                    ["soffice", "--calc", "--norestore", "--nologo", "--nofirststartwizard"],
                    title: "Calc",
                    within: 90
                )
                let seen = try await screen.observe(within: 60) {
                    $0.has(.tableCell, "B2") && $0.has(.menu, "File")
                }
                let cell = try #require(seen.one(.tableCell, "B2"))
                #expect(seen.elements(.tableCell).count <= 200)
                try await screen.display.click(at: cell.frame.center)
                _ = try await screen.observe(within: 60) { $0.focusedElement?.name == "B2" }
                try await screen.display.type("42\n")
                let typed = try await screen.observe(within: 60) {
                    $0.one(.tableCell, "B2")?.value == "42"
                }
                #expect(typed.one(.tableCell, "B2")?.value == "42", "\(ObservationText(typed))")
                #expect(typed.degraded.isEmpty, "\(typed.degraded)")
            }
        }

        @Test("LibreOffice Writer: paragraphs are text, and typing shows in them")
        func writer() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(
                    ["soffice", "--writer", "--norestore", "--nologo", "--nofirststartwizard"],
                    title: "Writer",
                    within: 90
                )
                _ = try await screen.observe(within: 60) { $0.focusedElement?.role == .paragraph }
                try await screen.display.type("Some words")
                let typed = try await screen.observe(within: 60) { $0.focusedElement?.value == "Some words" }
                #expect(
                    typed.focusedElement?.value == "Some words",
                    "\(String(describing: typed.focusedElement))"
                )
            }
        }

        @Test("Gnumeric: tool bar buttons without a name get their tooltip's, the sheet can be pointed at")
        func gnumeric() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["gnumeric"], within: 60)
                let seen = try await screen.observe {
                    $0.has(.pushButton, "Bold") || $0.has(.toggleButton, "Bold")
                }
                #expect(seen.has(.pushButton, "Cancel change"), "\(ObservationText(seen))")
                let sheet = seen.elements(.panel).filter { $0.frame.area > 100_000 && $0.parent != nil }
                #expect(!sheet.isEmpty)
                #expect(seen.elements.contains { $0.role == .text && $0.value == "A1" })
            }
        }

        @Test("Inputs are named by their labels, and combo boxes tell what is chosen")
        func form() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open([
                    "zenity", "--forms", "--text=Person", "--add-entry=First name", "--add-entry=Town",
                    "--add-combo=Colour", "--combo-values=red|green|blue",
                ])
                let seen = try await screen.observe {
                    $0.has(.text, "First name") && !$0.elements(.comboBox).isEmpty
                }
                #expect(seen.has(.text, "Town"), "\(ObservationText(seen))")
                let combo = try #require(seen.one(.comboBox, "Colour"))
                guard case .accessibility(let id) = combo.source else { return }
                let options = try await screen.bus.options(of: id)
                #expect(options.map(\.name).contains("green"), "\(options)")
                let green = try #require(options.first { $0.name == "green" })
                try await screen.bus.selectChild(green.index, of: id)
                let chosen = try await screen.observe { $0.one(.comboBox, "Colour")?.value == "green" }
                #expect(chosen.one(.comboBox, "Colour")?.value == "green", "\(ObservationText(chosen))")
            }
        }

        @Test("An application is read past the bus from the second time on, and shows the same")
        func pastTheBus() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["galculator"])
                _ = try await screen.observe { $0.has(.toggleButton, "7") }
                let bus = try await AccessibilityBus.connect(address: screen.session.accessibilityBus)
                let lines = openLines(of: screen.session)
                // The application takes the connection when it has nothing else to do.
                let isDirect = try await eventually {
                    _ = try await bus.trees(screen.patience)
                    return openLines(of: screen.session) == lines + 1
                }
                #expect(isDirect)
                let first = try await bus.trees(screen.patience)
                let second = try await bus.trees(screen.patience)
                #expect(openLines(of: screen.session) == lines + 1)
                #expect(second.flatMap(\.problems).isEmpty)
                let seen = first.flatMap(\.nodes)
                let again = second.flatMap(\.nodes)
                #expect(seen.count > 50 && seen.map(\.id) == again.map(\.id))
                #expect(seen.map(\.name) == again.map(\.name) && seen.map(\.frame) == again.map(\.frame))
                await bus.close()
            }
        }

        /// How many connections the applications of a session have accepted past the bus.
        private func openLines(of session: Session) -> Int {
            let sockets = (try? String(contentsOf: URL(filePath: "/proc/net/unix"), encoding: .utf8)) ?? ""
            return sockets.split(separator: "\n").filter {
                // State 3 is connected; the socket that listens has state 1.
                $0.contains(session.directory) && $0.contains("at-spi2-") && $0.contains(" 03 ")
            }.count
        }

        @Test("Events of a click arrive: the button's state, the text it changes")
        func events() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["galculator"])
                let seen = try await screen.observe { $0.has(.toggleButton, "7") }
                let stream = screen.bus.events()
                let button = try #require(seen.one(.toggleButton, "7"))
                guard case .accessibility(let id) = button.source else { return }
                try await screen.bus.perform("click", on: id)
                let heard = Task { () -> DesktopEvent? in
                    for await timed in stream {
                        if case .accessibility("TextChanged", _, _) = timed.event { return timed.event }
                    }
                    return nil
                }
                let text = try await screen.observe { $0.elements(.text).first?.value == "7" }
                #expect(text.elements(.text).first?.value == "7")
                let limit = Task {
                    try? await Task.sleep(for: .seconds(20))
                    heard.cancel()
                }
                let event = await heard.value
                limit.cancel()
                guard case .accessibility(_, let detail, let object) = event else {
                    Issue.record("no TextChanged event came")
                    return
                }
                #expect(["insert", "delete"].contains { detail.hasPrefix($0) } && object.bus == id.bus)
            }
        }

        @Test("Acting on an object says what is wrong with the request")
        func acting() async throws {
            try await withScreen { screen in
                let (pid, _) = try await screen.session.open(["galculator"])
                let seen = try await screen.observe { $0.has(.toggleButton, "7") }
                let button = try #require(seen.one(.toggleButton, "7"))
                guard case .accessibility(let id) = button.source else { return }
                #expect(try await screen.bus.state(of: id).name == "7")
                #expect(try await screen.bus.extents(of: id) == button.frame)
                await #expect { try await screen.bus.perform("explode", on: id) } throws: {
                    ($0 as? AccessibilityError)?.code == .unsupported
                }
                await #expect { try await screen.bus.setText("x", of: id) } throws: {
                    ($0 as? AccessibilityError)?.code == .unsupported
                }
                var nowhere = id
                nowhere.path = "/org/a11y/atspi/accessible/999999"
                await #expect { try await screen.bus.state(of: nowhere) } throws: {
                    ($0 as? AccessibilityError)?.code == .gone
                }
                screen.session.kill(pid)
                let isGone = await eventually { (try? await screen.bus.state(of: id)) == nil }
                #expect(isGone)
            }
        }
    }
}
