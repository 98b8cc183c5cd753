import Core
import Desktop
import Foundation
import Images
import Perception
import TestSupport
import Testing

extension ScreenTests {
    @Suite("Real applications are read as a person sees them")
    struct ApplicationTests {
        @Test("GTK 3: galculator's buttons are where clicks press them, in reading order")
        func galculator() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["galculator"])
                let seen = try await screen.observe {
                    $0.has(.toggleButton, "7") && $0.elements(.text).count == 1
                }
                let names = seen.elements(.toggleButton).map(\.name)
                let row = ["7", "8", "9", "/"].compactMap { names.firstIndex(of: $0) }
                #expect(row.count == 4 && row == row.sorted(), "\(names)")
                let window = try #require(seen.windows.first)
                #expect(window.application == "galculator" && window.pid > 0 && window.isActive)
                for button in seen.elements(.toggleButton) where button.isOnScreen {
                    #expect(window.frame.intersection(button.frame) == button.frame, "\(button)")
                    #expect(button.actions == ["click"])
                }
                for key in ["7", "+", "3", "="] {
                    try await screen.click(
                        key,
                        .toggleButton,
                        in: try await screen.sensor.settled(timeout: 10)
                    )
                }
                let after = try await screen.observe { $0.elements(.text).first?.value == "10" }
                #expect(after.elements(.text).first?.value == "10")
                let delta = after.changes(since: seen)
                #expect(delta.changed.contains { $0.parts.contains(.value) && $0.after.value == "10" })
                #expect(delta.pixelsChanged && delta.added.isEmpty)
                #expect(after.degraded.isEmpty, "\(after.degraded)")
            }
        }

        @Test("GTK 3: mousepad's unopened menus are listed, its text is read, its focus is known")
        func mousepad() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["mousepad"])
                let seen = try await screen.observe { $0.focusedElement?.role == .text }
                #expect(seen.focusedElement?.role == .text)
                let item = try #require(
                    seen.elements.first { $0.role == .menuItem && $0.name == "Select All" }
                )
                #expect(item.frame.isEmpty && !item.isOnScreen && item.actions == ["click"])
                #expect(seen.ancestors(of: item).map(\.name).contains("Edit"))
                #expect(!seen.elements.contains { $0.name.hasPrefix(" ") || $0.name.hasSuffix(" ") })
                try await screen.display.type("héllo 漢 😀 €")
                let typed = try await screen.observe { $0.focusedElement?.value == "héllo 漢 😀 €" }
                #expect(typed.focusedElement?.value == "héllo 漢 😀 €")
                // The menu opened: its items have true frames, and its popup is no window of its own.
                try await screen.click("Edit", .menu, in: typed)
                let opened = try await screen.observe { $0.has(.menuItem, "Select All") }
                let shown = try #require(opened.one(.menuItem, "Select All"))
                #expect(shown.isOnScreen && opened.windows.count == typed.windows.count)
                try await screen.display.click(at: shown.frame.center)
                let text = try #require(typed.focusedElement)
                guard case .accessibility(let id) = text.source else { return }
                let selected = try await eventually { try await !screen.bus.selectedRange(of: id).isEmpty }
                #expect(selected, "Select All was clicked at \(shown.frame)")
            }
        }

        @Test(
            "A long document is read to its end, and of one that is longer still it is said that it was cut"
        )
        func longDocuments() async throws {
            let folder = FileManager.default.temporaryDirectory.appending(path: "lam-long-\(UUID())")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(at: folder) }
            let line = "one of many lines\n"
            let (long, longer) = (folder.appending(path: "a.txt"), folder.appending(path: "b.txt"))
            try String(repeating: line, count: 500).write(to: long, atomically: true, encoding: .utf8)
            try String(repeating: line, count: 2000).write(to: longer, atomically: true, encoding: .utf8)
            for (file, isWhole) in [(long, true), (longer, false)] {
                try await withScreen { screen in
                    _ = try await screen.session.open(["mousepad", file.path])
                    let seen = try await screen.observe { $0.focusedElement?.value?.hasPrefix(line) ?? false }
                    let text = try #require(seen.focusedElement)
                    #expect(text.states.contains(.truncated) != isWhole)
                    #expect(text.value?.count ?? 0 >= 500 * line.count - 1)
                }
            }
        }

        @Test("GTK 4: gnome-calculator's frames are screen pixels and its names are clean")
        func gnomeCalculator() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["gnome-calculator"])
                let seen = try await screen.observe { $0.has(.pushButton, "7") && $0.has(.pushButton, "=") }
                let polluted = seen.elements.filter { $0.name.hasPrefix("Gtk") || $0.name.hasPrefix("Adw") }
                #expect(polluted.isEmpty, "\(polluted.map(\.name))")
                for key in ["7", "×", "8", "="] {
                    // The window grows with its first result.
                    try await screen.click(key, .pushButton, in: try await screen.sensor.settled(timeout: 10))
                }
                let after = try await screen.observe {
                    $0.elements.contains { $0.role == .text && ($0.value ?? "").contains("56") }
                }
                #expect(
                    after.elements(.text).contains { ($0.value ?? "").contains("56") },
                    "\(ObservationText(after))"
                )
            }
        }

        @Test("Qt: FeatherPad's tool bar, menus and text are read")
        func featherpad() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["featherpad"])
                let seen = try await screen.observe {
                    $0.has(.pushButton, "New") && $0.elements.contains { $0.name == "Save As" }
                }
                let window = try #require(seen.windows.first)
                #expect(window.application == "FeatherPad")
                let button = try #require(seen.one(.pushButton, "New"))
                #expect(window.frame.contains(button.frame.center))
                let item = try #require(seen.elements.first { $0.name == "Save As" })
                #expect(
                    seen.ancestors(of: item).map(\.name).contains("File") && item.actions.contains("press")
                )
                try await screen.display.type("plain text")
                let typed = try await screen.observe { $0.focusedElement?.value == "plain text" }
                #expect(typed.focusedElement?.value == "plain text", "\(ObservationText(typed))")
            }
        }

        @Test("A terminal without a tree is one element that can be pointed at")
        func terminal() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["xterm"])
                let seen = try await screen.observe { !$0.elements.isEmpty }
                let element = try #require(seen.elements.first)
                #expect(element.role == .terminal && element.source == .image && seen.focus == element.id)
                #expect(element.frame == seen.windows.first?.frame)
            }
        }

        @Test("The screenshot of an observation is a PNG of the whole screen, kept by its address")
        func screenshot() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["zenity", "--info", "--text=Hello there"])
                _ = try await screen.observe { $0.has(.label, "Hello there") }
                let seen = try await screen.sensor.settled(timeout: 10)
                let digest = try #require(seen.screenshot)
                let png = try #require(try screen.store.get(digest))
                let picture = try Image(png: png)
                #expect(picture.width == seen.screen.width && picture.height == seen.screen.height)
                let label = try #require(seen.one(.label, "Hello there"))
                let cut = try #require(picture.cropped(to: label.frame))
                var colors: Set<[UInt8]> = []
                for x in 0..<cut.width {
                    for y in 0..<cut.height {
                        if let color = cut.color(at: Point(x: x, y: y)) {
                            colors.insert([color.red, color.green, color.blue])
                        }
                    }
                }
                #expect(colors.count > 2, "the label's frame holds no text")
            }
        }
    }
}
