import Core
import Desktop
import Images

/// Counts of what changes on a screen, and its pixels.
struct Activity: Sendable {
    let events: Int
    let windows: Int
    let image: RawImage

    init(_ sensor: isolated ScreenSensor) async throws {
        events = sensor.accessibility?.activity.count ?? 0
        windows = await sensor.display.changeCount
        image = try await sensor.display.capture()
    }

    /// Whether anything changed but what a blinking caret does.
    func differs(from earlier: Activity) -> Bool {
        if events != earlier.events || windows != earlier.windows { return true }
        if image.hasSamePixels(as: earlier.image) { return false }
        let bounds = image.difference(from: earlier.image).bounds
        return !(bounds.width <= Self.caret.width && bounds.height <= Self.caret.height)
    }

    /// Whether nothing at all changed.
    func isSame(as earlier: Activity) -> Bool {
        events == earlier.events && windows == earlier.windows && image.hasSamePixels(as: earlier.image)
    }

    /// The largest thing that may blink without being a change: a block cursor of a large font.
    private static let caret = Size(width: 20, height: 48)
}
