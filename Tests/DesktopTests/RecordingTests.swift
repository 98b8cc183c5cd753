import Core
import Desktop
import TestSupport
import Testing

@Suite("Recording input", .serialized)
struct RecordingTests {
    @Test("hears injected clicks, keys, text beyond the layout, scrolling and drags")
    func hears() async throws {
        try await withSession { session in
            let display = try session.display()
            let recorder = try session.recordInput()
            try await display.click(at: Point(x: 200, y: 150), modifiers: [.control])
            try await display.type("aÉ漢😀\n")
            try await display.press(KeyCombination("s", modifiers: [.control, .shift]))
            try await display.scroll(at: Point(x: 300, y: 200), .down, amount: 2)
            try await display.drag(from: Point(x: 10, y: 20), to: Point(x: 210, y: 120))
            // A last key, by which we know that all has come.
            try await display.press(KeyCombination("F9"))
            var events: [DesktopEvent] = []
            var times: [Double] = []
            for await event in recorder.events() {
                events.append(event.event)
                times.append(event.time)
                if event.event == .keyUp(keysym: "F9") { break }
            }
            recorder.close()

            #expect(events.contains(.motion(to: Point(x: 200, y: 150))))
            #expect(
                events.contains(.buttonDown(button: 1, at: Point(x: 200, y: 150), modifiers: [.control]))
            )
            #expect(events.contains(.buttonUp(button: 1, at: Point(x: 200, y: 150))))
            #expect(typed(events).hasPrefix("aÉ漢😀"))
            #expect(events.contains(.keyDown(keysym: "Return", text: "", modifiers: [])))
            let save = events.contains { event in
                guard case .keyDown(let keysym, let text, let modifiers) = event else { return false }
                return keysym.lowercased() == "s" && text.isEmpty && Set(modifiers) == [.control, .shift]
            }
            #expect(save)
            let notches = events.filter { event in
                if case .buttonDown(5, Point(x: 300, y: 200), _) = event { true } else { false }
            }
            #expect(notches.count == 2)
            #expect(events.contains(.buttonDown(button: 1, at: Point(x: 10, y: 20), modifiers: [])))
            #expect(events.contains(.buttonUp(button: 1, at: Point(x: 210, y: 120))))
            let motions = events.filter { if case .motion = $0 { true } else { false } }
            #expect(motions.count > 10)
            #expect(times == times.sorted())
        }
    }

    @Test("ends with the combination it was told, which is no part of it")
    func stopChord() async throws {
        try await withSession { session in
            let display = try session.display()
            let recorder = try session.recordInput(
                .keys,
                stop: KeyCombination("Escape", modifiers: [.control, .alt])
            )
            try await display.press(KeyCombination("Escape"))
            try await display.press(KeyCombination("Escape", modifiers: [.alt, .control]))
            try await display.press(KeyCombination("x"))
            var keys: [String] = []
            for await event in recorder.events() {
                if case .keyDown(let keysym, _, _) = event.event { keys.append(keysym) }
            }
            #expect(recorder.wasStopped)
            #expect(keys == ["Escape", "Alt_L", "Control_L"])
        }
    }

    @Test("calls back on the panic combination")
    func panic() async throws {
        try await withSession { session in
            let (called, call) = AsyncStream<Bool>.makeStream()
            let chord = try PanicChord(on: session) { call.yield(true) }
            try await session.display().press(PanicChord.usual)
            var first = called.makeAsyncIterator()
            #expect(await first.next() == true)
            withExtendedLifetime(chord) {}
        }
    }

    @Test("ends with its server")
    func serverEnds() async throws {
        let session = try await Session.start(SessionOptions(timeout: 60))
        let recorder = try session.recordInput()
        await session.stop()
        for await _ in recorder.events() {}
        #expect(!recorder.wasStopped)
    }

    private func typed(_ events: [DesktopEvent]) -> String {
        events.compactMap { if case .keyDown(_, let text, _) = $0 { text } else { nil } }.joined()
    }
}
