import CX11
import Desktop
import Foundation

/// Another client of the measured display, which draws on all of it.
final class Painter {
    private let display: OpaquePointer
    private let context: GC?
    private let screen: Int32
    private var color: UInt = 0

    init(_ session: Session) throws {
        // Xlib finds the cookie by this; all other connections are open by now.
        setenv("XAUTHORITY", session.record.authority, 1)
        guard let display = XOpenDisplay(session.displayName) else {
            throw DesktopError(.noDisplay, "The painter cannot open \(session.displayName).")
        }
        self.display = display
        screen = XDefaultScreen(display)
        context = XCreateGC(display, XDefaultRootWindow(display), 0, nil)
        XSetSubwindowMode(display, context, IncludeInferiors)
    }

    deinit {
        XFreeGC(display, context)
        XCloseDisplay(display)
    }

    /// Gives every pixel another colour, and waits until the server has done it.
    func paintAll() {
        color = (color &+ 0x23_4567) & 0xff_ffff
        let root = XDefaultRootWindow(display)
        XSetForeground(display, context, color)
        let (width, height) = (XDisplayWidth(display, screen), XDisplayHeight(display, screen))
        XFillRectangle(display, root, context, 0, 0, UInt32(width), UInt32(height))
        XSync(display, 0)
    }
}
