import CX11
import Core
import Glibc
import Synchronization

/// One connection to an X server; all its calls are made on one thread at a time, its owner's.
///
/// X errors become thrown errors instead of ending the process, and so does a server that dies:
/// once it has, every call throws `displayLost`.
final class XConnection: @unchecked Sendable {
    /// Xlib's handle.
    let handle: OpaquePointer
    /// The display's name, such as ":90".
    let name: String
    /// The root window of the default screen.
    let root: XID
    private let fate: XFate
    private var atoms: [String: Atom] = [:]

    /// Connects.
    ///
    /// - Parameters:
    ///   - name: The display, such as ":90".
    ///   - authority: The file that holds the server's cookie; `nil` for the user's own.
    /// - Throws: `noDisplay`.
    init(_ name: String, authority: String? = nil) throws(DesktopError) {
        XLibrary.prepare()
        let cookie = authority.flatMap { XAuthority.cookie(in: $0, display: name) }
        // The cookie is one setting for the whole of Xlib, so that opening is serialised.
        let opened = XLibrary.opening.withLock { _ -> UInt in
            if let cookie {
                var method = Array(XAuthority.method.utf8CString)
                var bytes = cookie.map { CChar(bitPattern: $0) }
                XSetAuthorization(&method, Int32(method.count - 1), &bytes, Int32(bytes.count))
            }
            defer { if cookie != nil { XSetAuthorization(nil, 0, nil, 0) } }
            return UInt(bitPattern: XOpenDisplay(name))
        }
        guard let handle = OpaquePointer(bitPattern: opened) else {
            throw DesktopError(
                .noDisplay,
                "The X display \(name) cannot be opened. Check that its server runs and that you may use it, "
                    + "or leave out --live to work in a display of the agent's own."
            )
        }
        self.handle = handle
        self.name = name
        root = XDefaultRootWindow(handle)
        fate = XLibrary.watch(handle)
        let data = Unmanaged.passUnretained(fate).toOpaque()
        // The handler must return: what comes after is ours to say, not Xlib's to exit.
        XSetIOErrorExitHandler(
            handle,
            { _, data in XFate.from(data)?.lost.store(true, ordering: .relaxed) },
            data
        )
        _ = fcntl(XConnectionNumber(handle), F_SETFD, FD_CLOEXEC)
    }

    deinit {
        // Before the handle is freed: a new connection may get the same address.
        XLibrary.forget(handle, unless: isLost)
        if isLost {
            // Xlib must not touch a connection that broke; a few kilobytes stay behind.
            close(XConnectionNumber(handle))
        } else {
            XCloseDisplay(handle)
        }
    }

    /// The size of the screen in pixels.
    var size: Size {
        let screen = XDefaultScreen(handle)
        return Size(width: Int(XDisplayWidth(handle, screen)), height: Int(XDisplayHeight(handle, screen)))
    }

    /// The connection's socket, readable when events have arrived.
    var descriptor: Int32 { XConnectionNumber(handle) }

    /// Whether the server has gone away.
    var isLost: Bool { fate.lost.load(ordering: .relaxed) }

    /// The error for a server that has gone away.
    var lostError: DesktopError {
        DesktopError(.displayLost, "The X server of display \(name) has gone away; start a new session.")
    }

    /// Makes calls and throws what the server, or its end, has to say about them.
    ///
    /// - Parameters:
    ///   - doing: What is being done, for the message: "capture the screen".
    ///   - synchronize: Whether to wait for the server's answer to requests without reply.
    /// - Throws: `displayLost` or `refusedByServer`.
    @discardableResult
    func perform<Value>(
        _ doing: @autoclosure () -> String,
        synchronize: Bool = false,
        _ body: (OpaquePointer) -> Value
    ) throws(DesktopError) -> Value {
        guard !isLost else { throw lostError }
        fate.error.store(0, ordering: .relaxed)
        let value = body(handle)
        if synchronize, !isLost { XSync(handle, 0) }
        guard !isLost else { throw lostError }
        let code = fate.error.exchange(0, ordering: .relaxed)
        guard code == 0 else {
            throw DesktopError(
                .refusedByServer,
                "Display \(name) refused to \(doing()): X error \(code) (\(errorText(code)))."
            )
        }
        return value
    }

    private func errorText(_ code: Int) -> String {
        var text = [CChar](repeating: 0, count: 128)
        XGetErrorText(handle, Int32(code), &text, Int32(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Returns the atom of a name, asking the server only once.
    func atom(_ name: String) -> Atom {
        if let known = atoms[name] { return known }
        guard !isLost else { return 0 }
        let atom = XInternAtom(handle, name, 0)
        if atom != 0 { atoms[name] = atom }
        return atom
    }

    /// Returns the name of an atom.
    func name(of atom: Atom) -> String {
        guard atom != 0, !isLost, let text = XGetAtomName(handle, atom) else { return "" }
        defer { XFree(text) }
        return String(cString: text)
    }
}

/// What has become of a connection, as Xlib's handlers tell it.
final class XFate: Sendable {
    /// The code of the last X error since it was cleared; 0 for none.
    let error = Atomic<Int>(0)
    /// Whether the server has gone away.
    let lost = Atomic<Bool>(false)

    static func from(_ data: UnsafeMutableRawPointer?) -> XFate? {
        data.map { Unmanaged<XFate>.fromOpaque($0).takeUnretainedValue() }
    }
}

/// Xlib's settings for the whole process.
enum XLibrary {
    /// Held while a connection is opened.
    static let opening = Mutex<Void>(())
    private static let fates = Mutex<[UInt: XFate]>([:])

    private static let handlers: Void = {
        XInitThreads()
        XSetErrorHandler { display, event in
            if let code = event?.pointee.error_code { XLibrary.note(display, Int(code)) }
            return 0
        }
        XSetIOErrorHandler { display in
            XLibrary.fate(of: display)?.lost.store(true, ordering: .relaxed)
            return 0
        }
    }()

    static func prepare() { handlers }

    static func watch(_ display: OpaquePointer) -> XFate {
        let fate = XFate()
        fates.withLock { $0[UInt(bitPattern: display)] = fate }
        return fate
    }

    static func forget(_ display: OpaquePointer, unless lost: Bool) {
        // The exit handler of a broken connection keeps pointing at its fate.
        if !lost { _ = fates.withLock { $0.removeValue(forKey: UInt(bitPattern: display)) } }
    }

    private static func fate(of display: OpaquePointer?) -> XFate? {
        fates.withLock { $0[UInt(bitPattern: display)] }
    }

    private static func note(_ display: OpaquePointer?, _ code: Int) {
        fate(of: display)?.error.store(code, ordering: .relaxed)
    }
}
