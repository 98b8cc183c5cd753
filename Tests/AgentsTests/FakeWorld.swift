import Agents
import Core

/// A small simulated desktop: windows of widgets whose effects are written by the test.
///
/// It answers as the real sensor and actuator do, refs that die with their observation included.
actor FakeWorld: Sensor, Actuator {
    struct Control {
        var role: Role
        var name: String
        var label: String?
        var value: String?
        var states: States = [.showing, .visible, .enabled, .sensitive]
        var menu: [String] = []
        var options: [String] = []
        var press: (@Sendable (isolated FakeWorld) -> Void)?
    }

    struct Window {
        var title: String
        var application: String
        var role: Role = .frame
        var isModal = false
        var controls: [Control] = []
    }

    var windows: [Window] = []
    var focus: Int?
    var log: [Action] = []
    /// What was typed where nothing reads it back.
    var typed = ""
    var lines: [String] = []
    /// Keys with an effect.
    var keys: [String: @Sendable (isolated FakeWorld) -> Void] = [:]
    /// Applications that can be opened.
    var programs: [String: @Sendable (isolated FakeWorld) -> Void] = [:]
    /// How many presses of a widget do nothing, by its name.
    var dead: [String: Int] = [:]
    private var time = 0.0

    init(_ windows: [Window] = []) {
        self.windows = windows
        focus = windows.first?.controls.firstIndex { Role.textInputs.contains($0.role) }
    }

    func set(_ change: @Sendable (isolated FakeWorld) -> Void) { change(self) }

    func push(_ window: Window) {
        windows.insert(window, at: 0)
        focus = window.controls.firstIndex { Role.textInputs.contains($0.role) }
    }

    func pop() {
        if !windows.isEmpty { windows.removeFirst() }
        focus = windows.first?.controls.firstIndex { Role.textInputs.contains($0.role) }
    }

    func value(_ name: String) -> String? {
        windows.lazy.flatMap(\.controls).first { $0.name == name || $0.label == name }?.value
    }

    func observe() -> Observation {
        time += 1
        var elements: [UIElement] = []
        var focused: ElementRef?
        func add(_ element: UIElement) { elements.append(element) }
        for (index, window) in windows.enumerated() {
            let root = ElementRef(elements.count + 1)
            add(element(root, window.role, window.title, window: index, frame: frame(index, 0, 600)))
            var menus: [String: ElementRef] = [:]
            for (row, control) in window.controls.enumerated() {
                var parent = root
                for name in control.menu {
                    if let known = menus[name] {
                        parent = known
                    } else {
                        let ref = ElementRef(elements.count + 1)
                        add(
                            element(
                                ref,
                                .menu,
                                name,
                                parent: parent,
                                window: index,
                                frame: frame(index, 1, 40)
                            )
                        )
                        menus[name] = ref
                        parent = ref
                    }
                }
                if let label = control.label {
                    let ref = ElementRef(elements.count + 1)
                    add(
                        element(
                            ref,
                            .label,
                            label,
                            parent: root,
                            window: index,
                            frame: frame(index, row + 2, 80)
                        )
                    )
                }
                let ref = ElementRef(elements.count + 1)
                var item = element(
                    ref,
                    control.role,
                    control.name,
                    parent: parent,
                    window: index,
                    frame: control.menu.isEmpty ? frame(index, row + 2, 80, x: 100) : .zero
                )
                item.value = control.value
                item.states = control.states
                if !control.menu.isEmpty { item.states.remove(.showing) }
                if index == 0, row == focus {
                    item.states.insert(.focused)
                    focused = ref
                }
                add(item)
                for option in control.options {
                    let child = ElementRef(elements.count + 1)
                    var entry = element(child, .menuItem, option, parent: ref, window: index, frame: .zero)
                    entry.states = [.enabled, .sensitive]
                    add(entry)
                }
            }
        }
        return Observation(
            time: time,
            screen: Size(width: 1280, height: 800),
            windows: windows.enumerated().map { index, window in
                WindowInfo(
                    id: UInt32(index + 1),
                    title: window.title,
                    application: window.application,
                    pid: Int32(window.application.count),
                    frame: frame(index, 0, 600),
                    isActive: index == 0,
                    isModal: window.isModal
                )
            },
            elements: elements,
            focus: focused
        )
    }

    func settled(timeout: Double) -> Observation { observe() }

    func perform(_ action: Action, on observation: Observation) -> Performance {
        log.append(action)
        let before = observe()
        let outcome = outcome(of: action, on: observation)
        let after = observe()
        var result = outcome
        if outcome.status == .confirmed, before.fingerprint == after.fingerprint, before.focus == after.focus
        {
            result = Outcome(.suspectedNoop, route: "accessibility", message: "nothing changed")
        }
        return Performance(outcome: result, after: after)
    }

    private func outcome(of action: Action, on observation: Observation) -> Outcome {
        let done = Outcome(.confirmed, route: "accessibility")
        switch action {
        case .click(let target, _, _, _):
            guard let index = control(target, observation) else { return Outcome(.refused, message: "stale") }
            let name = windows[0].controls[index].name
            if let left = dead[name], left > 0 {
                dead[name] = left - 1
                return done
            }
            if Role.textInputs.contains(windows[0].controls[index].role) { focus = index }
            windows[0].controls[index].press?(self)
            return done
        case .setText(let target, let text):
            guard let index = control(target, observation) else { return Outcome(.refused, message: "stale") }
            windows[0].controls[index].value = text
            return done
        case .select(let target, let option):
            guard let index = control(target, observation),
                windows[0].controls[index].options.contains(option)
            else { return Outcome(.failed, message: "no such option") }
            windows[0].controls[index].value = option
            return done
        case .type(let text):
            guard let focus, windows.indices.contains(0), windows[0].controls.indices.contains(focus) else {
                typed += text
                return Outcome(.unverifiable, route: "keyboard")
            }
            windows[0].controls[focus].value = (windows[0].controls[focus].value ?? "") + text
            return done
        case .key(let keys):
            if let effect = self.keys[keys.description] {
                effect(self)
                return done
            }
            if keys.key == "Return", focus == nil {
                lines.append(typed)
                typed = ""
            }
            return Outcome(.unverifiable, route: "keyboard")
        case .menu(let path):
            guard
                let control = windows.first?.controls.first(where: { $0.menu + [$0.name] == path })
            else { return Outcome(.failed, message: "no such menu") }
            control.press?(self)
            return done
        case .open(let what):
            guard let program = programs[what] else { return Outcome(.failed, message: "no such program") }
            program(self)
            return done
        case .focus(let title):
            guard let index = windows.firstIndex(where: { $0.title == title }) else {
                return Outcome(.failed)
            }
            push(windows.remove(at: index))
            return done
        case .wait: return Outcome(.confirmed)
        default: return Outcome(.failed, message: "not simulated")
        }
    }

    /// The control an element of an observation stands for, if it is still there.
    private func control(_ target: Target, _ observation: Observation) -> Int? {
        guard case .element(let ref) = target, let element = observation.element(ref), element.window == 0
        else {
            return nil
        }
        return windows[0].controls.firstIndex {
            $0.role == element.role && $0.name == element.name
                && frame(
                    0,
                    (windows[0].controls.firstIndex { $0.name == element.name && $0.role == element.role }
                        ?? 0) + 2,
                    80,
                    x: 100
                ).x == element.frame.x
                && matches($0, element)
        }
    }

    private func matches(_ control: Control, _ element: UIElement) -> Bool {
        guard
            let row = windows[0].controls.firstIndex(where: {
                $0.name == control.name && $0.label == control.label && $0.role == control.role
            })
        else { return false }
        return frame(0, row + 2, 80, x: 100) == element.frame
    }

    private func frame(_ window: Int, _ row: Int, _ width: Int, x: Int = 0) -> Rect {
        Rect(x: window * 10 + x, y: window * 10 + row * 24, width: width, height: 20)
    }

    private func element(
        _ ref: ElementRef,
        _ role: Role,
        _ name: String,
        parent: ElementRef? = nil,
        window: Int,
        frame: Rect
    ) -> UIElement {
        UIElement(
            id: ref,
            parent: parent,
            role: role,
            name: name,
            states: [.showing, .visible, .enabled, .sensitive],
            frame: frame,
            window: window,
            source: .accessibility(AccessibleID(bus: ":1.\(window)", path: "/\(ref)"))
        )
    }
}

/// Keeps steps in memory.
actor MemorySink: StepSink {
    var head: TrajectoryHead?
    var steps: [Step] = []
    var end: RunEnd?

    func begin(_ head: TrajectoryHead) { self.head = head }
    func record(_ step: Step) { steps.append(step) }
    func end(_ end: RunEnd) { self.end = end }
}
