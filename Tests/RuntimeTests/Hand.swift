import Core
import Desktop
import Perception
import TestSupport
import Testing

/// A hand at the pointer and keyboard of a session: it looks, waits for stillness, and acts by XTest.
struct Hand: Sendable {
    private let display: Display
    private let sensor: ScreenSensor

    init(_ session: Session) async throws {
        display = try session.display()
        let bus = try await AccessibilityBus.connect(address: session.accessibilityBus)
        sensor = ScreenSensor(display: display, accessibility: bus, store: NoPictures())
    }

    /// Waits for a window with elements, then for stillness.
    func settle() async throws {
        let ready = try await eventually(within: 60) {
            try await !sensor.settled(timeout: 2).elements.isEmpty
        }
        #expect(ready, "no window came")
    }

    func isScreenEmpty() async throws -> Bool { try await display.windows().isEmpty }

    func click(_ role: Role, _ name: String) async throws {
        let point = try await place(of: role, name, across: 0.5)
        try await display.click(at: point)
        _ = try await sensor.settled(timeout: 3)
    }

    func type(_ text: String) async throws {
        try await display.type(text)
        _ = try await sensor.settled(timeout: 3)
    }

    func press(_ keys: KeyCombination) async throws {
        try await display.press(keys)
        _ = try await sensor.settled(timeout: 3)
    }

    func drag(_ role: Role, from: Double, to: Double) async throws {
        let start = try await place(of: role, nil, across: from)
        let end = try await place(of: role, nil, across: to)
        try await display.drag(from: start, to: end)
        _ = try await sensor.settled(timeout: 3)
    }

    func scroll(over role: Role, _ name: String, notches: Int) async throws {
        let point = try await place(of: role, name, across: 0.5)
        try await display.scroll(at: point, .down, amount: notches)
        _ = try await sensor.settled(timeout: 3)
    }

    /// The point of an element that is on the screen, a share of its width from its left edge.
    private func place(of role: Role, _ name: String?, across share: Double) async throws -> Point {
        let frame = try await eventually(within: 30) { () -> Rect? in
            let seen = try await sensor.settled(timeout: 2)
            return seen.elements.first {
                $0.role == role && $0.isOnScreen && (name == nil || $0.name == name)
            }?.frame
        }
        let found = try #require(frame, "no \(role) \(name ?? "") is on the screen")
        return Point(x: found.x + Int(Double(found.width) * share), y: found.center.y)
    }
}

/// A hand needs no pictures.
private struct NoPictures: BlobStore {
    func put(_ bytes: [UInt8]) -> Digest { Digest(of: []) }
    func get(_ digest: Digest) -> [UInt8]? { nil }
}
