import CX11
import Core

/// What of the screen was drawn on since it was last copied (X Damage extension).
///
/// Only for displays of the agent's own, whose server draws everything itself; on a screen drawn by
/// graphics hardware not all drawing is reported.
struct ScreenDamage {
    private let damage: XID
    private let region: XID
    /// The last copy of the whole screen, right but for what was drawn on since.
    var latest: RawImage?

    /// Begins to watch the screen; `nil` where the server lacks the extension.
    init?(on connection: XConnection) {
        var (event, error): (Int32, Int32) = (0, 0)
        guard XDamageQueryExtension(connection.handle, &event, &error) != 0,
            XFixesQueryExtension(connection.handle, &event, &error) != 0
        else { return nil }
        // The server reports to clients only what they say they understand.
        var (major, minor): (Int32, Int32) = (0, 0)
        XDamageQueryVersion(connection.handle, &major, &minor)
        XFixesQueryVersion(connection.handle, &major, &minor)
        damage = XDamageCreate(connection.handle, connection.root, XDamageReportNonEmpty)
        region = XFixesCreateRegion(connection.handle, nil, 0)
    }

    /// Returns the rows that were drawn on since the last call, empty when none were, and forgets them.
    ///
    /// - Throws: `displayLost` or `refusedByServer`.
    func takeRows(_ connection: XConnection) throws(DesktopError) -> Range<Int> {
        var bounds = XRectangle()
        try connection.perform("tell what was drawn on") { handle in
            XDamageSubtract(handle, damage, 0, region)
            var count: Int32 = 0
            let parts = XFixesFetchRegionAndBounds(handle, region, &count, &bounds)
            if let parts { XFree(parts) }
        }
        let rows = 0..<connection.size.height
        return (Int(bounds.y)..<Int(bounds.y) + Int(bounds.height)).clamped(to: rows)
    }
}
