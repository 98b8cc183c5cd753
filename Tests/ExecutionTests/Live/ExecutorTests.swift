import Core
import Desktop
import Execution
import Foundation
import Perception
import TestSupport
import Testing

@Suite("Acting on real applications", .serialized)
struct ExecutorTests {
    private func button(_ name: String) -> Target { .query(ElementQuery(role: .pushButton, name: name)) }

    @Test("What is missing, ambiguous, stale or greyed out is refused, with what could be meant")
    func refusals() async throws {
        try await Desk.with { desk in
            let first = try await desk.open("galculator")
            let missing = try await desk.perform(.click(.query(ElementQuery(name: "Rocket")))).outcome
            #expect(missing.status == .refused)
            let ambiguous = try await desk.perform(.click(.query(ElementQuery(role: .toggleButton)))).outcome
            #expect(ambiguous.status == .refused)
            #expect(ambiguous.candidates.count > 1)
            #expect(ambiguous.candidates.first?.contains("toggle button") == true)

            let grey = try await desk.perform(.click(.query(ElementQuery(role: .toggleButton, name: "MR"))))
                .outcome
            #expect(grey.status == .refused)
            #expect(grey.message.contains("greyed out"))

            // A ref of an earlier observation, whose object is gone with its window.
            let dialog = try await desk.open("zenity", "--question", "--title=Sure?", "--text=Really?")
            guard case .unique(let yes) = dialog.resolve(ElementQuery(role: .pushButton, name: "Yes")) else {
                Issue.record("the dialog has no Yes: \(dialog.elements.map(\.name))")
                return
            }
            #expect(try await desk.perform(.click(button("No"))).outcome.status == .confirmed)
            let stale = try await desk.executor.perform(.click(.element(yes.id)), on: dialog).outcome
            #expect(stale.status == .refused)
            #expect(stale.message.contains("stale"))
            _ = first
        }
    }

    @Test("A button that is greyed out for a moment is waited for")
    func greyedOut() async throws {
        try await Desk.with { desk in
            let pipe = NSTemporaryDirectory() + "progress-\(UUID().uuidString)"
            try #require(mkfifo(pipe, 0o600) == 0)
            defer { unlink(pipe) }
            // Open both ways, so that nobody waits for the other end. OK can be pressed once all is done.
            let progress = try #require(FileHandle(forUpdatingAtPath: pipe))
            try progress.write(contentsOf: Data("10\n".utf8))
            let screen = try await desk.open("sh", "-c", "exec zenity --progress --title=Work <'\(pipe)'")
            let sensor = LateSensor(sensor: desk.sensor) {
                try progress.write(contentsOf: Data("100\n".utf8))
            }
            let executor = try Executor(session: desk.session, bus: desk.bus, sensor: sensor)
            #expect(try await executor.perform(.click(button("OK")), on: screen).outcome.status == .confirmed)
        }
    }

    @Test("A program that has one window shows it again, and is not waited for until the time is over")
    func openAgain() async throws {
        try await Desk.with { desk in
            try await desk.open("xfce4-taskmanager")
            let began = ContinuousClock.now
            let again = try await desk.perform(.open("xfce4-taskmanager"))
            #expect(again.outcome.route == "window manager", "\(again.outcome)")
            #expect(again.outcome.status == .confirmed, "\(again.outcome)")
            #expect(again.after?.windows.first(where: \.isActive)?.application == "xfce4-taskmanager")
            #expect(ContinuousClock.now - began < .seconds(20))
        }
    }

    @Test("A menu that is open already is gone on from, not closed by pressing its title again")
    func openMenu() async throws {
        try await Desk.with { desk in
            try await desk.open("thunar", desk.session.home)
            let title = try await desk.perform(.click(.query(ElementQuery(role: .menu, name: "File"))))
            #expect(title.outcome.status == .confirmed, "\(title.outcome)")
            // A second press within half a second leaves a GTK 3 menu open; whoever thinks takes longer.
            let rocket = Condition.appears(ElementQuery(name: "Rocket"))
            #expect(try await desk.perform(.wait(rocket, timeout: 0.8)).outcome.status == .failed)
            // Thunar makes its menus when they are opened, and away with them when they are closed.
            let file = try await desk.perform(.menu(["File", "Create Document", "Empty File"]))
            #expect(file.outcome.status == .confirmed, "\(file.outcome)")
            #expect(file.outcome.route == "pointer", "\(file.outcome)")
            #expect(file.after?.windows.contains { $0.title == "New Empty File..." } == true)
        }
    }

    @Test("Keys that press a calculator's buttons are not lost when one comes twice")
    func repeatedKeys() async throws {
        try await Desk.with { desk in
            try await desk.open("galculator")
            let typed = try await desk.perform(.type("34*38"))
            #expect(typed.after?.elements.contains { $0.role == .text && $0.value == "38" } == true)
            let equals = Target.query(ElementQuery(role: .toggleButton, name: "="))
            let sum = try await desk.perform(.click(equals))
            #expect(sum.after?.elements.contains { $0.role == .text && $0.value == "1292" } == true)
        }
    }

    @Test("A target is looked for again when its application did not answer in time")
    func busyApplication() async throws {
        try await Desk.with { desk in
            let screen = try await desk.open("zenity", "--question", "--title=Sure?", "--text=Really?")
            let pid = try #require(screen.windows.first?.pid)
            try #require(kill(pid, SIGSTOP) == 0)
            let yes = Action.click(button("Yes"))
            async let performance = desk.executor.perform(yes, on: screen)
            while try await desk.sensor.observe().degraded.isEmpty {}
            try #require(kill(pid, SIGCONT) == 0)
            let outcome = try await performance.outcome
            #expect(outcome.status == .confirmed, "\(outcome)")
        }
    }

    @Test("What ticks by itself confirms nothing, in the same window or another")
    func clock() async throws {
        try await Desk.with { desk in
            let ticking = "while :; do date +'# %H:%M:%S %N'; sleep 0.2; done | zenity --progress --pulsate"
            try await desk.open("sh", "-c", ticking + " --title=Clock --no-cancel")
            try await desk.open("galculator")
            let label = Target.query(ElementQuery(role: .label, window: "Clock"))
            let self_ = try await desk.perform(.click(label)).outcome
            #expect(self_.status != .confirmed, "\(self_)")
            // Pressing a digit of the other window works, and is confirmed by its own display only.
            let digit = try await desk.perform(.click(.query(ElementQuery(role: .toggleButton, name: "7"))))
                .outcome
            #expect(digit.status == .confirmed)
            #expect(digit.evidence.allSatisfy { !$0.contains(":") }, "\(digit.evidence)")
        }
    }

    @Test("A secret is typed but never told")
    func secrets() async throws {
        let resolver: SecretResolver = { $0 == "pin" ? "hunter22" : nil }
        try await Desk.with(secrets: resolver) { desk in
            try await desk.open("sh", "-c", "zenity --entry --title=Login --text=Name > out.txt")
            let entry = Target.query(ElementQuery(role: .text))
            let performance = try await desk.perform(.setText(entry, text: "me ${secret:pin}"))
            #expect(performance.outcome.status == .confirmed)
            #expect(!"\(performance)".contains("hunter22"))
            #expect("\(performance)".contains("${secret:pin}"))
            let error = await #expect(throws: ExecutionError.self) {
                try await desk.perform(.type("${secret:other}"))
            }
            #expect(error?.code == .unknownSecret)
            #expect(try await desk.perform(.click(button("OK"))).outcome.status == .confirmed)
            let home = desk.session.home
            let written = try await eventually { try Files.text("\(home)/out.txt") == "me hunter22\n" }
            #expect(written)
        }
    }

    @Test("A slider takes a number of its range or a share of it, and nothing else")
    func slider() async throws {
        try await Desk.with { desk in
            try await desk.open("zenity", "--scale", "--text=How loud?", "--max-value=80", "--step=3")
            let slider = Target.query(ElementQuery(role: .slider))
            let half = try await desk.perform(.setText(slider, text: "50 %"))
            #expect(half.outcome.status == .confirmed, "\(half.outcome)")
            #expect(half.after?.elements.first { $0.role == .slider }?.value == "40")
            for text in ["loud", "81", "-1", "nan"] {
                let refused = try await desk.perform(.setText(slider, text: text)).outcome
                #expect(refused.status == .refused, "\(text): \(refused)")
            }
        }
    }

    @Test("An action by name is done only where it is offered")
    func invoking() async throws {
        try await Desk.with { desk in
            try await desk.open("galculator")
            let seven = Target.query(ElementQuery(role: .toggleButton, name: "7"))
            let done = try await desk.perform(.invoke(seven, action: "click")).outcome
            #expect(done.status == .confirmed)
            #expect(done.route == "accessibility")
            let refused = try await desk.perform(.invoke(seven, action: "explode")).outcome
            #expect(refused.status == .refused)
            #expect(refused.candidates == ["click"])
        }
    }

    @Test("Keys wait for a window that the window manager is late to give the keyboard")
    func lateKeyboard() async throws {
        try await Desk.with { desk in
            let managers = desk.session.processes().filter { $0.value == "openbox" }.map(\.key)
            try #require(!managers.isEmpty)
            managers.forEach { kill($0, SIGSTOP) }
            _ = try desk.session.launch(["sh", "-c", "zenity --entry --text=Name > out.txt"])
            let isThere = try await eventually(within: 60) {
                try await desk.sensor.observe().elements.contains { $0.role == .text }
            }
            #expect(isThere)
            managers.forEach { kill($0, SIGCONT) }
            try await desk.perform(.key(KeyCombination("a")))
            try await desk.perform(.type("bc"))
            try await desk.perform(.key(KeyCombination("Return")))
            let home = desk.session.home
            #expect(try await eventually { try Files.text("\(home)/out.txt") == "abc\n" })
        }
    }

    @Test("A terminal without a tree is judged by its pixels")
    func terminal() async throws {
        try await Desk.with { desk in
            try await desk.open("xterm")
            let typed = try await desk.perform(.type("echo hello > made.txt\n")).outcome
            #expect(typed.status == .partial)
            let home = desk.session.home
            #expect(try await eventually { try Files.text("\(home)/made.txt") == "hello\n" })
        }
    }

    @Test("Looking tells the text of a region; waiting ends with its condition or says what was near")
    func lookingAndWaiting() async throws {
        try await Desk.with { desk in
            try await desk.open("zenity", "--info", "--title=News", "--text=All is well")
            let seen = try await desk.perform(.look(Rect(x: 0, y: 0, width: 1280, height: 800))).outcome
            #expect(seen.status == .confirmed)
            #expect(seen.evidence.contains { $0.contains("All is well") })
            let there = try await desk.perform(.wait(.window("news"), timeout: 5)).outcome
            #expect(there.status == .confirmed)
            let never = try await desk.perform(
                .wait(.appears(ElementQuery(name: "All is lost")), timeout: 0.2)
            ).outcome
            #expect(never.status == .failed)
            #expect(never.candidates.contains { $0.contains("All is well") })
            #expect(try await desk.perform(.click(button("OK"))).outcome.status == .confirmed)
            let gone = try await desk.perform(.wait(.noWindow("news"), timeout: 5)).outcome
            #expect(gone.status == .confirmed)
        }
    }

    @Test("Opening finds the application, and what is not there fails with the reason")
    func opening() async throws {
        try await Desk.with { desk in
            let opened = try await desk.perform(.open("galculator"))
            #expect(opened.outcome.status == .confirmed)
            #expect(opened.after?.elements.contains { $0.name == "7" } == true)
            let unknown = try await desk.perform(.open("no-such-application-at-all")).outcome
            #expect(unknown.status == .failed)
            #expect(!unknown.message.isEmpty)
        }
    }
}

/// Reads files of a session's home.
private enum Files {
    static func text(_ path: String) throws -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
}

/// A sensor on whose screen something happens once it is read a second time.
private struct LateSensor: Sensor {
    let sensor: ScreenSensor
    let happen: @Sendable () throws -> Void

    func current(since earlier: Observation) async throws -> Observation { earlier }

    func observe() async throws -> Observation {
        try happen()
        return try await sensor.observe()
    }

    func settled(timeout: Double) async throws -> Observation { try await sensor.settled(timeout: timeout) }
}
