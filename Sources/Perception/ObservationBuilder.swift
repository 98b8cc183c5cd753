import Core
import Desktop

/// Puts X windows and accessibility trees together into what is on the screen.
struct ObservationBuilder {
    /// A window and the elements in it, before refs are counted through.
    private struct Page {
        var info: WindowInfo
        var elements: [UIElement]
        var window: DesktopWindow?
    }

    /// A top-level object and the X window it was found in.
    private struct Top {
        var tree: Int
        var root: Int
        var window: Int?
    }

    private let screen: Rect
    private let desktop: [DesktopWindow]
    private let trees: [AccessibleTree]
    private var pages: [Page] = []
    private var nextRef = 1
    private var popovers: Set<UInt32> = []

    private(set) var windows: [WindowInfo] = []
    private(set) var elements: [UIElement] = []
    private(set) var focus: ElementRef?
    private(set) var degraded: [Degradation] = []

    init(screen: Size, windows: [DesktopWindow], trees: [AccessibleTree]) {
        self.screen = Rect(x: 0, y: 0, width: screen.width, height: screen.height)
        desktop = windows.filter { !$0.isMinimized && $0.kind != .tooltip && $0.frame.area > 16 }
        self.trees = trees
        listPages()
        dropKnownPopups()
        fillUnreadPages()
        number()
        findFocus()
        noteProblems()
    }

    // MARK: Windows

    /// Makes a page for each window from the front, with the elements its application describes.
    private mutating func listPages() {
        var taken: Set<Int> = []
        var tops: [Top] = []
        var views: [TreeView] = []
        for (index, tree) in trees.enumerated() {
            let matching = WindowMatching(tree, desktop, taken: &taken)
            for root in tree.nodes.indices where tree.nodes[root].parent == nil {
                tops.append(Top(tree: index, root: root, window: matching.windows[root]))
            }
            views.append(
                TreeView(tree, screen: screen, popups: popups(of: tree)) { root in
                    Offsets.shift(tree, root: root, in: matching.windows[root].map { desktop[$0] })
                }
            )
        }
        popovers = views.reduce(into: []) { $0.formUnion($1.popovers) }
        // Top-level objects without an X window of their own; GTK 4's have no place then.
        for top in tops where top.window == nil && !trees[top.tree].isGTK4 {
            let view = views[top.tree]
            if view.shown[top.root], !view.frames[top.root].isEmpty { addPage(top, view, nil) }
        }
        for (index, window) in desktop.enumerated() {
            if let top = tops.first(where: { $0.window == index }) {
                addPage(top, views[top.tree], window)
            } else {
                let owner = trees.first { $0.pid == window.pid && window.pid != 0 }
                let known = info(window, owner?.application ?? "", nil)
                pages.append(Page(info: known, elements: [], window: window))
            }
        }
    }

    private func popups(of tree: AccessibleTree) -> [DesktopWindow] {
        tree.isGTK4 ? desktop.filter { $0.isUnmanaged && ($0.pid == tree.pid || $0.pid == 0) } : []
    }

    private mutating func addPage(_ top: Top, _ view: TreeView, _ window: DesktopWindow?) {
        let node = view.tree.nodes[top.root]
        let known = window.map { info($0, view.tree.application, node) }
        let drawn = WindowInfo(
            id: 0,
            title: CleanText.line(node.name),
            application: view.tree.application,
            pid: view.tree.pid,
            frame: view.frames[top.root],
            isActive: node.states.contains(.active),
            isModal: node.states.contains(.modal)
        )
        var maker = ElementMaker(view)
        let elements = maker.elements(under: top.root, next: nextRef)
        nextRef += elements.count
        pages.append(Page(info: known ?? drawn, elements: elements, window: window))
    }

    private func info(_ window: DesktopWindow, _ application: String, _ node: AccessibleNode?) -> WindowInfo {
        WindowInfo(
            id: window.id,
            title: CleanText.line(window.title.isEmpty ? node?.name ?? "" : window.title),
            application: application.isEmpty ? window.applicationClass : application,
            pid: window.pid,
            frame: window.visibleFrame.intersection(screen),
            isActive: window.isActive,
            isModal: window.isModal || (node?.states.contains(.modal) ?? false)
        )
    }

    // MARK: Windows nobody describes

    /// Takes out the popups of menus whose items hang in the tree of the window they belong to.
    private mutating func dropKnownPopups() {
        let items = pages.flatMap(\.elements).filter {
            !$0.frame.isEmpty
                && (Role.menuEntries.contains($0.role) || $0.role == .listItem || $0.role == .tableCell)
        }
        pages.removeAll { page in
            guard page.elements.isEmpty, let window = page.window, window.isUnmanaged else { return false }
            if popovers.contains(window.id) { return true }
            return items.contains { window.frame.intersection($0.frame).area * 2 > $0.frame.area }
        }
    }

    /// Gives each window without elements one for its whole area, so that it can be pointed at.
    private mutating func fillUnreadPages() {
        for index in pages.indices where pages[index].elements.isEmpty {
            let info = pages[index].info
            guard !info.frame.isEmpty else { continue }
            var states: States = [.showing, .visible, .enabled, .sensitive]
            if info.isActive { states.insert(.focused) }
            let element = UIElement(
                id: ElementRef(nextRef),
                role: role(of: pages[index].window),
                name: info.title,
                states: states,
                frame: info.frame,
                source: .image
            )
            nextRef += 1
            pages[index].elements = [element]
        }
    }

    private func role(of window: DesktopWindow?) -> Role {
        guard let window else { return .window }
        if window.isUnmanaged { return .popupMenu }
        let name = (window.applicationClass + " " + window.instance).lowercased()
        return name.contains("term") ? .terminal : .window
    }

    // MARK: Refs, focus, problems

    /// Counts the refs through in reading order.
    private mutating func number() {
        var renamed: [ElementRef: ElementRef] = [:]
        for page in pages {
            for element in page.elements { renamed[element.id] = ElementRef(renamed.count + 1) }
        }
        for (index, page) in pages.enumerated() {
            windows.append(page.info)
            for var element in page.elements {
                element.id = renamed[element.id] ?? element.id
                element.parent = element.parent.flatMap { renamed[$0] }
                element.window = index
                elements.append(element)
            }
        }
    }

    /// The element with the keyboard: the innermost focused one of the active window.
    private mutating func findFocus() {
        let active = windows.firstIndex(where: \.isActive)
        let focused = elements.filter { $0.states.contains(.focused) && !$0.frame.isEmpty }
        if let innermost = focused.last(where: { $0.window == active }) {
            focus = innermost.id
            return
        }
        // A popup has the keyboard without being the active window.
        let pid = active.map { windows[$0].pid }
        focus = focused.last { element in element.window.map { windows[$0].pid == pid } ?? false }?.id
    }

    private mutating func noteProblems() {
        for tree in trees {
            var subject = tree.application
            if subject.isEmpty {
                subject = desktop.first { $0.pid == tree.pid && tree.pid != 0 }?.applicationClass ?? ""
            }
            if subject.isEmpty { subject = "process \(tree.pid)" }
            for problem in tree.problems { degraded.append(Degradation(subject: subject, reason: problem)) }
        }
    }
}
