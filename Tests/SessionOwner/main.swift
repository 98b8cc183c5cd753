import CX11
import Core
import Desktop
import Glibc

if CommandLine.arguments.count == 3, CommandLine.arguments[1] == "drag" {
    // Drags in someone else's session, to be killed on the way.
    let session = try await Session.attach(name: CommandLine.arguments[2])
    let display = try session.display()
    try await display.drag(
        from: Point(x: 20, y: 20),
        to: Point(x: 700, y: 500),
        modifiers: [.control],
        taking: 10
    )
} else if CommandLine.arguments == [CommandLine.arguments[0], "paint"] {
    // Fills the screen with one colour after another, without pause, to be killed.
    guard let display = XOpenDisplay(nil) else { exit(1) }
    let (root, screen) = (XDefaultRootWindow(display), XDefaultScreen(display))
    let (width, height) = (UInt32(XDisplayWidth(display, screen)), UInt32(XDisplayHeight(display, screen)))
    let context = XCreateGC(display, root, 0, nil)
    XSetSubwindowMode(display, context, IncludeInferiors)
    for color in 1...UInt.max {
        XSetForeground(display, context, color & 0xff_ffff)
        XFillRectangle(display, root, context, 0, 0, width, height)
        XSync(display, 0)
    }
} else {
    // Starts a session with three programs in it, says where, and stays until it is killed or its
    // input ends.
    let session = try await Session.start(SessionOptions(timeout: 60))
    try session.launch(["zenity", "--info", "--text=owned"])
    // A program that leaves its parent and starts one of its own.
    try session.launch(["sh", "-c", "(setsid sleep 1000 &) ; exec sleep 1000"])
    // A program that leaves its parent and overwrites its environment.
    try session.launch([
        "perl", "-MPOSIX", "-e", "exit if fork; POSIX::setsid(); $0 = 'x' x 20000; sleep 1000",
    ])
    print(session.directory)
    fflush(nil)
    _ = readLine()
    await session.stop()
}
