import CX11

extension Display {
    /// Asks a window's application whether it has dealt with all events sent to it so far
    /// (EWMH `_NET_WM_PING`), and waits for its answer.
    ///
    /// GTK answers. Qt 5.15 says that it takes part and yet was seen not to answer, so that `false`
    /// alone does not mean that an application hangs.
    /// - Returns: Whether it answered within the seconds given; `nil` when it does not take part.
    /// - Throws: `displayLost`.
    public func ping(_ id: UInt32, within seconds: Double = 1) async throws -> Bool? {
        let ping = UInt32(truncatingIfNeeded: connection.atom("_NET_WM_PING"))
        guard connection.words("WM_PROTOCOLS", of: XID(id)).contains(ping) else {
            if connection.isLost { throw connection.lostError }
            return nil
        }
        pings.count &+= 1
        // The answer repeats the time stamp, so that a number of our own tells it from others; a
        // small one, as programs may take it for the time of the user's last action.
        let token = Int(pings.count) + 1
        pings.open.insert(token)
        defer { pings.open.remove(token) }
        var event = XEvent()
        event.xclient.type = ClientMessage
        event.xclient.window = XID(id)
        event.xclient.message_type = connection.atom("WM_PROTOCOLS")
        event.xclient.format = 32
        event.xclient.data.l = (Int(ping), token, Int(id), 0, 0)
        _ = try? connection.perform("ping a window", synchronize: true) {
            XSendEvent($0, XID(id), 0, 0, &event)
        }
        return try await wait(within: seconds) { !$0.pings.open.contains(token) }
    }

    /// Takes in the answer to a ping.
    func handlePing(_ event: XClientMessageEvent) {
        guard event.window == connection.root, event.message_type == connection.atom("WM_PROTOCOLS"),
            event.data.l.0 == Int(connection.atom("_NET_WM_PING")), pings.open.remove(event.data.l.1) != nil
        else { return }
        changed()
    }
}

/// Pings sent to windows that have not been answered.
struct Pings {
    var count: UInt16 = 0
    var open: Set<Int> = []
}
