/// An element that is in two observations but not the same in both.
public struct ElementChange: Hashable, Sendable {
    /// A part of an element that can change.
    public enum Part: String, Hashable, Sendable, CaseIterable {
        /// What it is, what it is called, what it holds, its states, its place, its tooltip, its actions.
        case role, name, value, states, frame, detail, actions
    }

    /// The element as it was, with the ref it had then.
    public var before: UIElement
    /// The element as it is.
    public var after: UIElement
    /// What differs.
    public var parts: Set<Part>

    /// The states it has now and had not.
    public var gained: States { after.states.subtracting(before.states) }
    /// The states it had and has no longer.
    public var lost: States { before.states.subtracting(after.states) }
}

/// What differs between two observations of one screen.
public struct ObservationDelta: Hashable, Sendable {
    /// Elements that were not there before, in reading order.
    public var added: [UIElement] = []
    /// Elements that are gone, with the refs they had.
    public var removed: [UIElement] = []
    /// Elements that are still there but different, in reading order.
    public var changed: [ElementChange] = []
    /// Windows that were not there before.
    public var openedWindows: [WindowInfo] = []
    /// Windows that are gone.
    public var closedWindows: [WindowInfo] = []
    /// Windows whose title changed, as they were and as they are.
    public var retitledWindows: [WindowInfo] = []
    /// Whether another window has the keyboard.
    public var activeWindowChanged = false
    /// Whether another element has the keyboard.
    public var focusChanged = false
    /// Whether a pixel differs; `false` when either has no screenshot.
    public var pixelsChanged = false

    /// Whether nothing that a tree tells differs (pixels aside).
    public var isEmpty: Bool {
        added.isEmpty && removed.isEmpty && changed.isEmpty && openedWindows.isEmpty && closedWindows.isEmpty
            && retitledWindows.isEmpty && !activeWindowChanged && !focusChanged
    }
}

extension Observation {
    /// Returns what differs from an earlier observation.
    ///
    /// Elements of the accessibility tree are the same when they live at the same address on the
    /// bus; others when role, name and window agree, counted in reading order.
    public func changes(since earlier: Observation) -> ObservationDelta {
        var delta = ObservationDelta()
        let old = earlier.keyed()
        let new = keyed()
        var matched: Set<ElementKey> = []
        for (key, element) in new {
            guard let before = old.lookup[key] else {
                delta.added.append(element)
                continue
            }
            matched.insert(key)
            let parts = element.parts(differingFrom: before)
            if !parts.isEmpty {
                delta.changed.append(ElementChange(before: before, after: element, parts: parts))
            }
        }
        delta.removed = old.list.filter { !matched.contains($0.key) }.map(\.element)
        compareWindows(earlier, &delta)
        delta.focusChanged = earlier.focusKey(old) != focusKey(new)
        if let before = earlier.screenshot, let after = screenshot { delta.pixelsChanged = before != after }
        return delta
    }

    private func compareWindows(_ earlier: Observation, _ delta: inout ObservationDelta) {
        func key(_ window: WindowInfo) -> String {
            window.id != 0 ? "\(window.id)" : "\(window.pid) \(window.title)"
        }
        let before = Dictionary(
            earlier.windows.map { (key($0), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        let now = Set(windows.map(key))
        for window in windows {
            if let old = before[key(window)] {
                if old.title != window.title { delta.retitledWindows.append(window) }
            } else {
                delta.openedWindows.append(window)
            }
        }
        delta.closedWindows = earlier.windows.filter { !now.contains(key($0)) }
        let oldActive = earlier.windows.first(where: \.isActive).map(key)
        delta.activeWindowChanged = oldActive != windows.first(where: \.isActive).map(key)
    }

    fileprivate func focusKey(_ keyed: KeyedElements) -> ElementKey? {
        focus.flatMap { ref in keyed.list.first { $0.element.id == ref }?.key }
    }

    fileprivate func keyed() -> KeyedElements {
        var counts: [ElementKey: Int] = [:]
        var list: [(key: ElementKey, element: UIElement)] = []
        list.reserveCapacity(elements.count)
        for element in elements {
            var key: ElementKey
            if case .accessibility(let id) = element.source {
                key = .object(id)
            } else {
                let window =
                    element.window.flatMap { windows.indices.contains($0) ? windows[$0].id : nil } ?? 0
                key = .place(element.role, element.name, window, 0)
            }
            let twin = counts[key, default: 0]
            counts[key] = twin + 1
            if twin > 0 { key = key.twin(twin) }
            list.append((key, element))
        }
        return KeyedElements(list: list)
    }
}

extension UIElement {
    /// Returns the parts in which it differs from an earlier form of the same element.
    public func parts(differingFrom before: UIElement) -> Set<ElementChange.Part> {
        var parts: Set<ElementChange.Part> = []
        if role != before.role { parts.insert(.role) }
        if name != before.name { parts.insert(.name) }
        if value != before.value { parts.insert(.value) }
        if states != before.states { parts.insert(.states) }
        if frame != before.frame { parts.insert(.frame) }
        if detail != before.detail { parts.insert(.detail) }
        if actions != before.actions { parts.insert(.actions) }
        return parts
    }
}

/// What makes an element of two observations the same.
private enum ElementKey: Hashable {
    case object(AccessibleID)
    case place(Role, String, UInt32, Int)

    func twin(_ number: Int) -> ElementKey {
        switch self {
        case .object(let id): .place(Role(id.bus), id.path, 0, number)
        case .place(let role, let name, let window, _): .place(role, name, window, number)
        }
    }
}

private struct KeyedElements: Sequence {
    let list: [(key: ElementKey, element: UIElement)]
    let lookup: [ElementKey: UIElement]

    init(list: [(key: ElementKey, element: UIElement)]) {
        self.list = list
        lookup = Dictionary(list.map { ($0.key, $0.element) }, uniquingKeysWith: { first, _ in first })
    }

    func makeIterator() -> IndexingIterator<[(key: ElementKey, element: UIElement)]> { list.makeIterator() }
}
