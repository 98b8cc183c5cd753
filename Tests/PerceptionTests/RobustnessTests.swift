import Core
import Desktop
import FoundationEssentials
import Glibc
import Perception
import TestSupport
import Testing

extension ScreenTests {
    @Suite("Broken applications harm nobody but themselves")
    struct RobustnessTests {
        @Test("A password never appears, whatever is typed")
        func password() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["zenity", "--password"])
                let seen = try await screen.observe { !$0.elements(.passwordText).isEmpty }
                let field = try #require(seen.elements(.passwordText).first)
                guard case .accessibility(let id) = field.source else { return }
                try await screen.bus.setText("s3cr3t!", of: id)
                let after = try await screen.sensor.settled(timeout: 10)
                let inside = try #require(after.elements(.passwordText).first)
                #expect(inside.value == nil)
                let json = String(decoding: try JSONEncoder().encode(after), as: UTF8.self)
                #expect(!json.contains("s3cr3t") && !json.contains("●") && !json.contains("•"))
                #expect(try await screen.bus.text(of: id) == "")
            }
        }

        @Test("A stopped application costs little, is named, and the others are whole")
        func stopped() async throws {
            try await withScreen { screen in
                let (pid, _) = try await screen.session.open(["mousepad"])
                _ = try await screen.session.open(["galculator"])
                _ = try await screen.observe { $0.has(.toggleButton, "7") && $0.has(.menu, "Document") }
                // What a loaded machine takes for the same anyhow is not the stopped one's fault.
                let usual = try await screen.timeOfObservation(rounds: 4)
                try #require(kill(pid, SIGSTOP) == 0)
                defer { kill(pid, SIGCONT) }
                let clock = ContinuousClock()
                let start = clock.now
                let seen = try await screen.sensor.observe()
                let took = clock.now - start
                #expect(took < usual + .milliseconds(400), "\(took), usually \(usual)")
                #expect(seen.degraded.map(\.subject) == ["mousepad"], "\(seen.degraded)")
                #expect(seen.has(.toggleButton, "7"))
                #expect(seen.windows.contains { $0.title.contains("Mousepad") })
                let again = clock.now
                let second = try await screen.sensor.observe()
                #expect(clock.now - again < usual + .milliseconds(300))
                #expect(second.degraded.count == 1)
                kill(pid, SIGCONT)
                let well = try await screen.observe {
                    $0.degraded.isEmpty && $0.elements.contains { $0.name == "Select All" }
                }
                #expect(well.degraded.isEmpty && well.elements.contains { $0.name == "Select All" })
            }
        }

        @Test("A reading that was cut short spoils nothing of the next one")
        func cutShort() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["mousepad"])
                _ = try await screen.observe { $0.has(.menu, "Document") }
                var wasCut = false
                let patient = screen.patience
                for milliseconds in 1...24 {
                    let bus = try await AccessibilityBus.connect(address: screen.session.accessibilityBus)
                    var hasty = TreeReadOptions()
                    hasty.limit = Double(milliseconds) / 1000
                    wasCut = try await bus.trees(hasty).contains { !$0.problems.isEmpty } || wasCut
                    let whole = try await eventually(within: 30) { () -> AccessibleTree? in
                        try await bus.trees(patient).first { tree in
                            tree.problems.isEmpty && tree.nodes.contains { $0.name.contains("Select All") }
                        }
                    }
                    let item = try #require(whole?.nodes.first { $0.name.contains("Select All") })
                    #expect(item.actions == ["Click"], "after a reading of \(milliseconds) ms")
                    await bus.close()
                }
                #expect(wasCut)
            }
        }

        @Test("Applications killed while they are read leave an observation that says so or lacks them")
        func killed() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["galculator"])
                for _ in 0..<4 {
                    let (pid, _) = try await screen.session.open(["mousepad"])
                    _ = try await screen.observe { $0.elements.contains { $0.name == "Select All" } }
                    async let reading = screen.sensor.observe()
                    kill(pid, SIGKILL)
                    let seen = try await reading
                    #expect(seen.has(.toggleButton, "7"))
                    let gone = try await screen.observe { seen in
                        !seen.windows.contains { $0.title.contains("Mousepad") }
                    }
                    #expect(gone.degraded.isEmpty, "\(gone.degraded)")
                }
            }
        }

        @Test("A list of twenty thousand rows is read by what is visible of it")
        func hugeList() async throws {
            try await withScreen { screen in
                let rows = "seq -f 'row %.0f' 1 20000 | zenity --list --column=Name --width=400 --height=500"
                _ = try await screen.session.open(["sh", "-c", rows])
                let seen = try await screen.observe { $0.elements(.tableCell).count > 5 }
                let cells = seen.elements(.tableCell)
                #expect(cells.count > 5 && cells.count <= 300, "\(cells.count)")
                #expect(cells.first?.name == "row 1", "\(cells.map(\.name).prefix(5))")
                let table = seen.elements.first { $0.role == .table || $0.role == .treeTable }
                for cell in cells where !cell.frame.isEmpty {
                    #expect(table.map { $0.frame.contains(cell.frame.center) } ?? false, "\(cell)")
                }
                #expect(seen.degraded.isEmpty, "\(seen.degraded)")
                let last = try await screen.sensor.observe()
                #expect((last.timings["tree"] ?? 0) < 1000, "\(last.timings)")
            }
        }

        @Test("Settling ends though a caret blinks, and sees what an action brought")
        func settling() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["mousepad"])
                _ = try await screen.observe { $0.focusedElement?.role == .text }
                _ = try await screen.sensor.settled(timeout: 10)
                let clock = ContinuousClock()
                let start = clock.now
                _ = try await screen.sensor.settled(timeout: 10)
                #expect(clock.now - start < .seconds(5))
                try await screen.display.press(KeyCombination("o", modifiers: [.control]))
                let opened = try await screen.sensor.settled(timeout: 10)
                #expect(
                    opened.windows.count == 2 && opened.windows.first?.isModal == true,
                    "\(opened.windows)"
                )
            }
        }

        @Test("Without a bus windows are still seen, and the lack is named")
        func withoutBus() async throws {
            try await withSession { session in
                let display = try session.display()
                let sensor = ScreenSensor(display: display, accessibility: nil, store: MemoryStore())
                _ = try await session.open(["xterm"])
                let seen = try await sensor.observe()
                #expect(seen.windows.count == 1 && seen.degraded.first?.subject == "accessibility")
            }
        }
    }
}
