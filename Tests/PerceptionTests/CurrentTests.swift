import Core
import Desktop
import Perception
import TestSupport
import Testing

extension ScreenTests {
    @Suite("What the screen is like now")
    struct CurrentTests {
        @Test("It is read again only where something changed, or might have")
        func changes() async throws {
            try await withScreen { screen in
                _ = try await screen.session.open(["zenity", "--list", "--column=Word", "one", "two"])
                _ = try await screen.observe { $0.has(.tableCell, "two") }
                // An insertion point or a late event may be a change; in one of many tries there is none.
                var same: Observation?
                for _ in 0..<50 where same == nil {
                    let seen = try await screen.sensor.settled(timeout: 10)
                    if try await screen.sensor.current(since: seen).time == seen.time { same = seen }
                }
                let seen = try #require(same)
                let older = try await screen.sensor.observe()
                let newer = try await screen.sensor.observe()
                #expect(try await screen.sensor.current(since: older).time > newer.time)
                #expect(older.time > seen.time)

                let before = try await screen.sensor.observe()
                try await screen.click("one", .tableCell, in: before)
                var now = before
                let deadline = ContinuousClock.now + .seconds(20)
                while !now.hasSelectedCell, ContinuousClock.now < deadline {
                    now = try await screen.sensor.current(since: now)
                }
                #expect(now.hasSelectedCell && now.time > before.time)
            }
        }
    }
}

extension Observation {
    fileprivate var hasSelectedCell: Bool {
        elements.contains { $0.role == .tableCell && $0.states.contains(.selected) }
    }
}
