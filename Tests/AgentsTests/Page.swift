import Agents
import Core
import TestSupport

/// A page in one window, made by hand: elements have places, and need no states.
enum Page {
    static let usable: States = [.showing, .visible, .enabled, .sensitive]

    static func element(
        _ number: Int,
        _ role: Core.Role,
        _ name: String = "",
        in parent: Int? = nil,
        x: Int = 0,
        y: Int = 0,
        width: Int = 80,
        height: Int = 20,
        also states: States = []
    ) -> UIElement {
        Screens.element(
            number,
            role,
            name,
            states: usable.union(states),
            frame: Rect(x: x, y: y, width: width, height: height),
            parent: parent
        )
    }

    /// Elements of a role one below the other, numbered from a number on.
    static func column(
        _ role: Core.Role,
        _ names: [String],
        from first: Int,
        in parent: Int? = nil,
        y: Int = 0
    )
        -> [UIElement]
    {
        names.enumerated().map { index, name in
            element(first + index, role, name, in: parent, y: y + 30 * index)
        }
    }

    static func scene(_ elements: [UIElement]) -> Scene { Scene(Screens.screen(elements)) }
}
