import Core
import Desktop
import Foundation
import Perception
import TestSupport
import Testing

/// Whether a real browser can be started; `make test` installs one.
let hasBrowser = FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium")

extension ScreenTests {
    @Suite(
        "A page in a real browser is read as a person sees it",
        .enabled(if: hasBrowser, "chromium is not installed: Scripts/bootstrap --tests")
    )
    struct BrowserTests {
        /// A page of our own with what pages make of plain elements.
        private static let page = """
            <!DOCTYPE html><title>Garden</title>
            <style>.go { cursor: pointer } .trash { display: inline-block; width: 40px; height: 40px; content:
            url(data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==) }</style>
            <h2>Plants</h2>
            <div>Water the <span class=go onclick="said.textContent = 'fern watered'">fern</span> today.</div>
            <p>Nothing to press in here.</p>
            <label><input type=checkbox onchange="said.textContent = 'dry: ' + this.checked"> dry</label>
            <div>Height <input id=height></div>
            <div class=go onclick="said.textContent = 'row'"><b>Rose</b> <i>red</i>
              <span class=trash onclick="event.stopPropagation(); said.textContent = 'rose gone'"></span>
            </div>
            <ul><li>pot<li>soil</ul>
            <select><option>north<option selected>south</select>
            <p id=said>nothing yet</p>
            """

        @Test("Text that listens is a link, a picture an icon, lists and headings are read once, in order")
        func parts() async throws {
            try await withPage { screen, seen in
                let words = seen.elements.filter { $0.isOnScreen }.map { "\($0.role) \($0.name)" }
                #expect(words.contains("heading Plants") && !words.contains("static Plants"), "\(words)")
                let order = ["static Water the", "link fern", "static today."].compactMap(words.firstIndex)
                #expect(order.count == 3 && order == order.sorted(), "\(words)")
                #expect(seen.has(.checkBox, "dry"))
                #expect(seen.has(.entry, "Height"), "\(words)")
                #expect(seen.has(.listItem, "pot") && seen.has(.listItem, "soil"), "\(words)")
                let row = try #require(seen.one(.link, "Rose red"), "\(words)")
                let icon = try #require(seen.elements.first { $0.role == .icon }, "\(words)")
                #expect(icon.name.isEmpty && icon.parent == row.id && icon.actions.contains("click"))
                #expect(!words.contains { $0.hasPrefix("link Nothing") })
                let list = try #require(seen.elements(.comboBox).first, "\(words)")
                #expect(list.name.isEmpty && list.value == "south", "\(list)")
            }
        }

        @Test("A click is seen once the screen has settled, although the browser tells of it late")
        func clicked() async throws {
            try await withPage { screen, seen in
                let fern = try #require(seen.one(.link, "fern"))
                try await screen.display.click(at: fern.frame.center)
                let after = try await screen.sensor.settled(timeout: 10)
                #expect(after.elements.contains { $0.name == "fern watered" }, "\(ObservationText(after))")
                let box = try #require(after.one(.checkBox, "dry"))
                try await screen.display.click(at: box.frame.center)
                let checked = try await screen.sensor.settled(timeout: 10)
                #expect(checked.one(.checkBox, "dry")?.states.contains(.checked) == true)
            }
        }

        @Test("An icon is called by what its author called it only where attributes are asked for")
        func attributes() async throws {
            try await withPage { screen, _ in
                await screen.sensor.read(attributes: true)
                let seen = try await screen.observe { $0.has(.icon, "trash") }
                #expect(seen.has(.icon, "trash"), "\(ObservationText(seen))")
                await screen.sensor.read(attributes: false)
                let plain = try await screen.sensor.settled(timeout: 10)
                #expect(!plain.has(.icon, "trash"))
            }
        }

        @Test("An action is performed by the name the browser gives it")
        func performed() async throws {
            try await withPage { screen, seen in
                let fern = try #require(seen.one(.link, "fern"))
                guard case .accessibility(let id) = fern.source else { return }
                try await screen.bus.perform("click", on: id)
                let after = try await screen.observe { $0.elements.contains { $0.name == "fern watered" } }
                #expect(after.elements.contains { $0.name == "fern watered" }, "\(ObservationText(after))")
            }
        }

        private func withPage(
            _ body: @Sendable (Screen, Observation) async throws -> Void
        ) async throws {
            try await withScreen { screen in
                let file = screen.session.home + "/page.html"
                try Self.page.write(toFile: file, atomically: true, encoding: .utf8)
                let flags = [
                    "--test-type", "--no-first-run", "--force-renderer-accessibility", "--disable-gpu",
                    "--disable-dev-shm-usage", "--disable-extensions", "--disable-background-networking",
                    "--password-store=basic", "--window-size=640,480", "--disable-smooth-scrolling",
                    "--user-data-dir=\(screen.session.home)/profile",
                ]
                let sandbox = geteuid() == 0 ? ["--no-sandbox"] : []
                try screen.session.launch(
                    ["chromium"] + flags + sandbox + ["--app=file://\(file)"],
                    environment: ["ACCESSIBILITY_ENABLED": "1"]
                )
                _ = try await screen.observe(within: 60) { seen in
                    seen.elements.contains { $0.name == "nothing yet" }
                }
                try await body(screen, try await screen.sensor.settled(timeout: 10))
            }
        }
    }
}
