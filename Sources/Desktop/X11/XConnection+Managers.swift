import CX11
import Glibc

extension XConnection {
    /// Asks for an event whenever a property of the root window changes.
    func selectRootProperties() {
        XSelectInput(handle, root, Int(PropertyChangeMask))
        XFlush(handle)
    }

    /// Waits for a window manager (`_NET_SUPPORTING_WM_CHECK`) and a compositor (`_NET_WM_CM_S0`).
    ///
    /// - Parameter processes: The programs; when one ends, waiting is vain.
    /// - Returns: Whether all that was asked for is there.
    func waitForManagers(compositor: Bool, while processes: [ChildProcess], until deadline: Instant) -> Bool {
        while !deadline.hasPassed, !isLost {
            var event = XEvent()
            while XPending(handle) > 0 { XNextEvent(handle, &event) }
            let managed = words("_NET_SUPPORTING_WM_CHECK", of: root).first.map { window in
                !words("_NET_SUPPORTING_WM_CHECK", of: XID(window)).isEmpty
            }
            let composited = !compositor || XGetSelectionOwner(handle, atom("_NET_WM_CM_S0")) != 0
            if managed == true, composited { return true }
            guard processes.allSatisfy(\.isRunning) else { return false }
            // The window manager tells by an event; for the owner of a selection core X has none.
            var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            poll(&poller, 1, managed == true ? 2 : 20)
        }
        return false
    }
}
