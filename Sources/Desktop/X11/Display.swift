import CX11
public import Core

/// A connection to an X server: windows, pixels, pointer, keyboard and clipboard of one screen.
///
/// Every call runs on a queue of the connection's own. A server that refuses or dies is a thrown
/// `DesktopError`, never the end of the process. Coordinates are screen pixels of the root window.
public actor Display {
    let connection: XConnection
    /// Sends what must be carried out even when this process is killed on the way.
    ///
    /// The server gives up on a client it cannot tell an event to, with all that waits to be done
    /// for it; this one asks for no events.
    let deafConnection: XConnection
    /// Whether the display is the agent's own, where any keycode may be taken for typing.
    let isOwn: Bool
    private let executor: QueueExecutor
    private let pump: EventPump
    var windowTable = WindowTable()
    var waiters: [Int: Waiter] = [:]
    var nextWaiter = 0
    var changes = 0
    let pixels: PixelPool
    /// Only on displays of the agent's own.
    var damage: ScreenDamage?
    let framebuffer: Framebuffer?
    var held = HeldInput()
    var keymap: Keymap?
    var arena: TypingArena?
    var clipboard = ClipboardState()
    var pings = Pings()

    /// The queue's executor.
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// The display's name, such as ":90".
    public nonisolated let name: String
    /// The size of the screen in pixels.
    public nonisolated let size: Size

    /// Connects to an X server.
    ///
    /// - Parameters:
    ///   - name: The display, such as ":90".
    ///   - authority: The file with the server's cookie; `nil` for the user's own.
    ///   - isOwn: Whether the display is the agent's own; in others only spare keycodes are used.
    ///   - framebuffer: The path of the memory that the server of an own display draws in; without it,
    ///     or where it is not what it should be, all pixels are asked of the server.
    /// - Throws: `noDisplay`; `refusedByServer` when the XTest extension is missing.
    public init(
        _ name: String,
        authority: String? = nil,
        isOwn: Bool = false,
        framebuffer: String? = nil
    ) throws {
        let connection = try XConnection(name, authority: authority)
        var (event, error, major, minor): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard XTestQueryExtension(connection.handle, &event, &error, &major, &minor) != 0 else {
            throw DesktopError(
                .refusedByServer,
                "Display \(name) has no XTest extension, without which nothing can be clicked or typed."
            )
        }
        // A program that grabs the server (some do while a menu is open) must not hold us up.
        XTestGrabControl(connection.handle, 1)
        deafConnection = try XConnection(name, authority: authority)
        XTestGrabControl(deafConnection.handle, 1)
        self.connection = connection
        self.name = name
        self.isOwn = isOwn
        size = connection.size
        pixels = PixelPool(connection, size: size)
        let damage = isOwn ? ScreenDamage(on: connection) : nil
        self.damage = damage
        // Without damage nobody could say whether a copy is of one moment.
        self.framebuffer =
            damage == nil ? nil : framebuffer.flatMap { Framebuffer(path: $0, size: connection.size) }
        executor = QueueExecutor(label: "lam.display \(name)")
        XSelectInput(connection.handle, connection.root, Int(PropertyChangeMask | SubstructureNotifyMask))
        XFlush(connection.handle)
        pump = EventPump(connection, queue: executor.queue)
        pump.start { [weak self] in self?.assumeIsolated { $0.drainEvents() } }
    }

    /// Whether the server has gone away; every call throws `displayLost` then.
    public nonisolated var isLost: Bool { connection.isLost }

    /// Whether captures of the whole screen are copied from the memory that the server draws in.
    public nonisolated var readsFramebuffer: Bool { framebuffer != nil }

    /// Waits until the server has dealt with everything sent so far.
    ///
    /// - Throws: `displayLost` or `refusedByServer`.
    public func sync() throws {
        try connection.perform("finish what was sent", synchronize: true) { _ in }
        drainEvents()
    }

    /// Deals with all events that have arrived.
    func drainEvents() {
        var event = XEvent()
        while !connection.isLost, XPending(connection.handle) > 0 {
            XNextEvent(connection.handle, &event)
            handle(event)
        }
        if connection.isLost {
            // The socket of a dead server is readable for ever.
            pump.stop()
            changed()
        }
    }

    private func handle(_ event: XEvent) {
        switch event.type {
        case SelectionRequest, SelectionClear, SelectionNotify: handleSelection(event)
        case MappingNotify: keymap = nil
        case ClientMessage: handlePing(event.xclient)
        case PropertyNotify where handlesClipboardProperty(event.xproperty): break
        default:
            if windowTable.note(event, root: connection.root) { changed() }
        }
    }
}
