import CX11
public import Core
import Glibc

extension Display {
    /// Where the pointer is.
    ///
    /// - Throws: `displayLost`.
    public func pointer() throws -> Point {
        var (root, child): (XID, XID) = (0, 0)
        var (x, y, windowX, windowY): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        var mask: UInt32 = 0
        let window = connection.root
        try connection.perform("tell where the pointer is") {
            XQueryPointer($0, window, &root, &child, &x, &y, &windowX, &windowY, &mask)
        }
        return Point(x: Int(x), y: Int(y))
    }

    /// Moves the pointer.
    ///
    /// - Throws: `badArgument` for a point off the screen; `displayLost`, `refusedByServer`.
    public func movePointer(to point: Point) throws {
        try check(point)
        setPointer(point)
        try connection.perform("move the pointer", synchronize: true) { _ in }
    }

    /// Waits until no tooltip lies under the pointer, at most 300 ms.
    ///
    /// A tooltip of the thing the pointer was on may cover the thing it is moved to. Applications
    /// take it away when they hear of the motion; a press before that goes to the tooltip and is lost.
    private func waitForTooltip() {
        let tooltip = UInt32(truncatingIfNeeded: connection.atom("_NET_WM_WINDOW_TYPE_TOOLTIP"))
        for _ in 0..<60 where !connection.isLost {
            var (root, child): (XID, XID) = (0, 0)
            var (x, y, windowX, windowY): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
            var mask: UInt32 = 0
            XQueryPointer(
                connection.handle,
                connection.root,
                &root,
                &child,
                &x,
                &y,
                &windowX,
                &windowY,
                &mask
            )
            guard child != 0, connection.words("_NET_WM_WINDOW_TYPE", of: child).contains(tooltip) else {
                return
            }
            usleep(5000)
        }
    }

    /// Presses a button and leaves it down; `buttonUp` or `releaseAll` lets it go.
    ///
    /// - Throws: `displayLost`, `refusedByServer`.
    public func buttonDown(_ button: MouseButton = .left) throws {
        setButton(button.number, down: true)
        try connection.perform("press a button", synchronize: true) { _ in }
    }

    /// Lets a button go.
    ///
    /// - Throws: `displayLost`, `refusedByServer`.
    public func buttonUp(_ button: MouseButton = .left) throws {
        setButton(button.number, down: false)
        try connection.perform("release a button", synchronize: true) { _ in }
    }

    /// How long the pointer rests before it presses, in microseconds: a page that draws what is under it anew as it
    /// arrives (another picture, a larger frame) has no element there for a moment, and the press would be lost.
    private static let hover: UInt32 = 80_000

    /// Clicks at a point, `count` times, with modifiers held.
    ///
    /// Two calls at one place are kept apart far enough not to be taken for a double click.
    /// - Throws: `badArgument` for a point off the screen; `displayLost`, `refusedByServer`.
    public func click(
        at point: Point,
        button: MouseButton = .left,
        count: Int = 1,
        modifiers: [Modifier] = []
    ) throws {
        try check(point)
        try withPlainKeyboard {
            if let last = held.lastClick, last.button == button.number, abs(last.place.x - point.x) < 8,
                abs(last.place.y - point.y) < 8
            {
                let left = 0.42 - last.time.secondsAgo
                if left > 0 { usleep(UInt32(left * 1e6)) }
            }
            let codes = try modifiers.map(modifierCode)
            let isRested = held.lastClick.map { $0.place == point && $0.time.secondsAgo < 1 } ?? false
            setPointer(point)
            try connection.perform("move the pointer", synchronize: true) { _ in }
            waitForTooltip()
            if !isRested { usleep(Self.hover) }
            for code in codes { setKey(code, down: true) }
            for _ in 0..<max(1, min(count, 10)) {
                setButton(button.number, down: true)
                setButton(button.number, down: false)
            }
            for code in codes.reversed() { setKey(code, down: false) }
            held.lastClick = (.now, point, button.number)
            try connection.perform("click", synchronize: true) { _ in }
        }
    }

    /// Presses a button at a point, moves along a line, and releases it at another.
    ///
    /// The way takes its time, as applications begin a drag only when they have seen it start.
    /// - Parameter seconds: How long the way takes, 0.05 at least and 10 at most.
    /// - Throws: `badArgument` for a point off the screen; `displayLost`, `refusedByServer`.
    public func drag(
        from start: Point,
        to end: Point,
        button: MouseButton = .left,
        modifiers: [Modifier] = [],
        taking seconds: Double = 0.2
    ) throws {
        try check(start)
        try check(end)
        try withPlainKeyboard {
            let codes = try modifiers.map(modifierCode)
            defer { if held.buttons.contains(button.number) { setButton(button.number, down: false) } }
            setPointer(start)
            try connection.perform("move the pointer", synchronize: true) { _ in }
            waitForTooltip()
            // All in one write, with the pauses made by the server: a kill of ours in the middle
            // cannot leave the button down.
            let sender = deafConnection
            for code in codes { setKey(code, down: true, on: sender) }
            setButton(button.number, down: true, on: sender)
            let steps = 16
            let pause = UInt(max(0.05, min(seconds, 10)) * 1000) / UInt(steps)
            // A page takes moves that come close together for one, and has to see a drag begin and rest.
            let (beginning, rest) = (max(pause, 60), max(pause, 100))
            for step in 0...steps {
                // Slow at first and at the end, where applications decide what the drag is.
                let share = Double(step) / Double(steps)
                let eased = share * share * (3 - 2 * share)
                setPointer(
                    Point(
                        x: start.x + Int((Double(end.x - start.x) * eased).rounded()),
                        y: start.y + Int((Double(end.y - start.y) * eased).rounded())
                    ),
                    after: step == 0 ? beginning : pause,
                    on: sender
                )
            }
            setButton(button.number, down: false, after: rest, on: sender)
            for code in codes.reversed() { setKey(code, down: false, on: sender) }
            try sender.perform("drop", synchronize: true) { _ in }
        }
    }

    /// Turns the wheel over a point by a number of notches.
    ///
    /// - Throws: `badArgument` for a point off the screen; `displayLost`, `refusedByServer`.
    public func scroll(
        at point: Point,
        _ direction: ScrollDirection,
        amount: Int = 1,
        modifiers: [Modifier] = []
    ) throws {
        try check(point)
        try withPlainKeyboard {
            let codes = try modifiers.map(modifierCode)
            setPointer(point)
            try connection.perform("move the pointer", synchronize: true) { _ in }
            for code in codes { setKey(code, down: true) }
            for _ in 0..<max(0, min(amount, 200)) {
                setButton(direction.button, down: true)
                setButton(direction.button, down: false)
            }
            for code in codes.reversed() { setKey(code, down: false) }
            try connection.perform("scroll", synchronize: true) { _ in }
        }
    }

    private func check(_ point: Point) throws {
        guard point.x >= 0, point.y >= 0, point.x < size.width, point.y < size.height else {
            throw DesktopError(
                .badArgument,
                "The point (\(point.x), \(point.y)) is not on the screen of \(size.width)×\(size.height) pixels."
            )
        }
    }

    /// Sends a motion that the server makes after some milliseconds; nothing is flushed.
    private func setPointer(_ point: Point, after delay: UInt = 0, on sender: XConnection? = nil) {
        let sender = sender ?? connection
        guard !sender.isLost else { return }
        XTestFakeMotionEvent(sender.handle, -1, Int32(point.x), Int32(point.y), delay)
    }

    /// Sends a button's event that the server makes after some milliseconds; nothing is flushed.
    func setButton(_ button: UInt32, down: Bool, after delay: UInt = 0, on sender: XConnection? = nil) {
        let sender = sender ?? connection
        guard !sender.isLost else { return }
        XTestFakeButtonEvent(sender.handle, button, down ? 1 : 0, delay)
        if down { held.buttons.insert(button) } else { held.buttons.remove(button) }
    }
}

extension MouseButton {
    /// X's number of the button.
    var number: UInt32 {
        switch self {
        case .left: 1
        case .middle: 2
        case .right: 3
        }
    }
}

extension ScrollDirection {
    /// The button that X takes a notch of the wheel for.
    var button: UInt32 {
        switch self {
        case .up: 4
        case .down: 5
        case .left: 6
        case .right: 7
        }
    }
}
