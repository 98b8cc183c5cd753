import Core

/// What the dialects of computer use have in common: a thing done with pointer or keyboard.
///
/// Each dialect is read into gestures and written from gestures, so that the state they leave
/// implicit (where the pointer is, which button or modifier is down) is handled once.
enum Gesture: Hashable, Sendable {
    /// Numbers that can be coordinates of some screen; beyond them arithmetic could overflow.
    static let coordinates = -1_000_000...1_000_000

    case move(Point)
    case moveBy(dx: Int, dy: Int)
    case press(MouseButton)
    case release(MouseButton)
    case click(at: Point?, button: MouseButton, count: Int, modifiers: [Modifier])
    /// A path of one point starts where the pointer is.
    case drag(path: [Point], button: MouseButton)
    case dragBy(dx: Int, dy: Int, button: MouseButton)
    case scroll(at: Point?, direction: ScrollDirection, amount: Int)
    case type(String)
    case key(KeyCombination)
    case hold(Modifier)
    case letGo(Modifier)
    /// `nil` where the dialect gives no time.
    case wait(seconds: Double?)
    /// `nil` is the whole screen.
    case look(Rect?)
    case done(String?)
    case fail(String)
}
