package import Core

/// What can be used on the screen now: the widgets of an observation under the names users give them.
package struct Scene: Sendable {
    package let observation: Observation
    /// The applications that can be started.
    package let applications: [KnownApplication]
    /// The widgets that can be used, in reading order; what a dialog hides is left out.
    package let widgets: [Widget]
    /// The position of the window that has the keyboard.
    package let front: Int?

    package init(_ observation: Observation, applications: [KnownApplication] = []) {
        self.observation = observation
        self.applications = applications
        let front = Self.front(of: observation)
        self.front = front
        let index = Tree(observation)
        let blocked = front.map { Self.blocked(by: $0, observation, index) } ?? []
        let labels = FieldLabels(observation)
        widgets = observation.elements.compactMap { element in
            if let window = element.window, blocked.contains(window) { return nil }
            guard Self.isUsable(element, index) else { return nil }
            return Widget(
                element: element,
                name: ScreenText.clean(labels.name(of: element)),
                path: index.path(of: element),
                options: element.role == .comboBox ? index.options(of: element) : [],
                isInFront: front == nil || element.window == nil || element.window == front
            )
        }
    }

    /// The window that has the keyboard.
    package var frontWindow: WindowInfo? { front.map { observation.windows[$0] } }

    /// Whether the front window asks something rather than shows a document.
    package var isDialog: Bool {
        guard let front else { return false }
        return Self.isDialog(front, observation)
    }

    /// Whether the front window asks something but shows nothing to use: it is coming, going, or
    /// cannot be read.
    package var isBarren: Bool {
        isDialog && !inFront.contains { $0.isShowing && ($0.isPressable || $0.isInput) }
    }

    /// The widgets of the front window.
    package var inFront: [Widget] { widgets.filter(\.isInFront) }

    /// What can be used while a menu is open, which has the pointer and the keyboard until it is closed: its entries and
    /// the other titles of its bar; empty where none is open.
    package var openMenu: [Widget] {
        let titles = widgets.filter { $0.isShowing && $0.path?.count == 1 }
        let open = Set(
            titles.filter { !$0.element.states.isDisjoint(with: [.selected, .expanded]) }.map(\.name)
        )
        let entries = widgets.filter { widget in
            guard widget.isShowing, let path = widget.path, path.count > 1 else { return false }
            return open.contains(path[0])
        }
        return entries.isEmpty ? [] : titles + entries
    }

    /// The menus whose entries are not known before they are opened.
    package var closedMenus: [Widget] {
        let parents = Set(observation.elements.compactMap(\.parent))
        let titles = inFront.filter { widget in
            widget.isShowing && widget.path?.count == 1 && [.menu, .menuItem].contains(widget.role)
                && !parents.contains(widget.element.id)
        }
        let buttons = inFront.filter { widget in
            widget.isShowing && [.toggleButton, .pushButton].contains(widget.role)
                && ["menu", "main menu", "primary menu", "open menu", "application menu"]
                    .contains(Match.normalized(widget.name))
        }
        // Of a dozen buttons called "Menu" each belongs to the button it stands beside.
        return titles + (buttons.count < 3 ? buttons : [])
    }

    package var focused: Widget? {
        observation.focus.flatMap { ref in widgets.first { $0.element.id == ref } }
    }

    package func widget(_ ref: ElementRef) -> Widget? { widgets.first { $0.element.id == ref } }

    private static func front(of observation: Observation) -> Int? {
        let active = observation.windows.firstIndex(where: \.isActive) ?? observation.windows.indices.first
        // A modal window of the same application has the keyboard in effect.
        if let active, let modal = observation.windows.firstIndex(where: \.isModal),
            observation.windows[modal].pid == observation.windows[active].pid
        {
            return modal
        }
        return active
    }

    private static func isDialog(_ window: Int, _ observation: Observation) -> Bool {
        if observation.windows[window].isModal { return true }
        let dialogs: Set<Role> = [.dialog, .alert, .fileChooser]
        let own = observation.elements.filter { $0.window == window }
        if own.contains(where: { dialogs.contains($0.role) }) { return true }
        // A window without menus that wants an answer.
        let answers: Set<String> = ["ok", "cancel", "yes", "no"]
        return !own.contains { $0.role == .menuBar }
            && own.contains { $0.role == .pushButton && answers.contains(Match.normalized($0.name)) }
    }

    /// The windows that cannot be used while `front` is open.
    private static func blocked(by front: Int, _ observation: Observation, _ tree: Tree) -> Set<Int> {
        let window = observation.windows[front]
        guard isDialog(front, observation) else { return [] }
        return Set(
            observation.windows.indices.filter {
                $0 != front && observation.windows[$0].pid == window.pid && !tree.isPopup($0)
            }
        )
    }

    private static func isUsable(_ element: UIElement, _ tree: Tree) -> Bool {
        if Role.topLevels.contains(element.role) || element.role == .application { return false }
        if case .accessibility = element.source, !element.states.contains(.sensitive),
            !element.states.contains(.enabled)
        {
            return false
        }
        if element.isOnScreen { return true }
        return Role.menuEntries.contains(element.role) && tree.path(of: element) != nil
    }
}

/// Parents and children of an observation's elements.
struct Tree {
    private let byRef: [ElementRef: UIElement]
    private let children: [ElementRef: [UIElement]]
    private let popups: Set<Int>

    init(_ observation: Observation) {
        byRef = Dictionary(observation.elements.map { ($0.id, $0) }) { first, _ in first }
        children = Dictionary(grouping: observation.elements.filter { $0.parent != nil }) {
            $0.parent ?? ElementRef(0)
        }
        popups = Set(
            observation.elements.filter { $0.role == .window || $0.role == .popupMenu }.compactMap(\.window)
        )
    }

    func isPopup(_ window: Int) -> Bool { popups.contains(window) }

    /// The names of the menus above a menu entry and its own; `nil` for what is in no menu bar.
    func path(of element: UIElement) -> [String]? {
        guard Role.menuEntries.contains(element.role), !element.name.isEmpty else { return nil }
        var path = [ScreenText.clean(element.name)]
        var next = element.parent
        var depth = 0
        while let ref = next, let parent = byRef[ref], depth < 64 {
            if parent.role == .comboBox { return nil }
            if Role.menuEntries.contains(parent.role), !parent.name.isEmpty {
                path.append(ScreenText.clean(parent.name))
            }
            next = parent.parent
            depth += 1
        }
        return path.reversed()
    }

    /// The names of what a combo box offers.
    func options(of element: UIElement) -> [String] {
        var found: [String] = []
        var queue = children[element.id] ?? []
        while !queue.isEmpty, found.count < 64 {
            let next = queue.removeFirst()
            if [.menuItem, .listItem, .tableCell].contains(next.role), !next.name.isEmpty {
                found.append(ScreenText.clean(next.name))
            }
            queue += children[next.id] ?? []
        }
        return found
    }
}
