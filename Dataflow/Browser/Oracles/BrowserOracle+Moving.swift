import Core

extension BrowserOracle {
    /// Tasks of dragging, sliding and spinning.
    static let moving: [String: Rule] = [
        "drag-box": { view in try dragBox(view) },
        "drag-items": { view in try dragItem(view) },
        "use-slider": { view in
            let value = Int(try view.part(after: "Select ", before: " with the slider"))
            return try slide(to: value, view) ?? view.press("Submit")
        },
        "form-sequence": { view in
            let value = Int(try view.part(after: "Select ", before: " with the slider"))
            if let move = try slide(to: value, view) { return move }
            let box = try view.one(.checkBox, number: try view.ordinal(of: "checkbox"))
            return box.states.contains(.checked) ? try view.press("Submit") : view.click(box)
        },
        "use-spinner": { view in
            let value = try view.part(after: "Select ", before: " with the spinner")
            let spinner = try view.one(.spinButton, number: 1)
            return try view.fill(spinner, value) ?? view.press("Submit")
        },
    ]

    private static func dragBox(_ view: OracleView) throws -> Action? {
        let (small, large) = (try view.one(.link, "s"), try view.one(.link, "L"))
        let inside = small.frame.intersection(large.frame) == small.frame
        let clear =
            small.frame.x > large.frame.x && small.frame.y > large.frame.y
            && small.frame.x + small.frame.width < large.frame.x + large.frame.width
            && small.frame.y + small.frame.height < large.frame.y + large.frame.height
        if inside, clear { return try view.press("Submit") }
        // The large box lies over the small one: it must be taken away first.
        if large.frame.contains(small.frame.center) {
            let submit = try view.one(.pushButton, "Submit")
            let left = large.frame.center.x > 160
            let place = Point(
                x: left ? large.frame.width / 2 + 8 : 250,
                y: submit.frame.y + submit.frame.height + 80
            )
            return .drag(from: .element(large.id), to: .point(place))
        }
        return .drag(from: .element(small.id), to: .element(large.id))
    }

    private static func dragItem(_ view: OracleView) throws -> Action? {
        let items = view.all(.listItem)
        let words = try view.part(after: "Drag ", before: ".")
        guard
            let name = words.range(of: " to the ").map({ String(words[..<$0.lowerBound]) })
                ?? words.range(of: " up by ").map({ String(words[..<$0.lowerBound]) })
                ?? words.range(of: " down by ").map({ String(words[..<$0.lowerBound]) }),
            let place = items.firstIndex(where: { $0.name == name })
        else { throw OracleProblem("no item is called as in \"\(words)\"") }
        let target: Int
        if words.hasSuffix("to the top") {
            target = 0
        } else if words.hasSuffix("to the bottom") {
            target = items.count - 1
        } else if words.hasSuffix("up by one position") {
            target = place - 1
        } else if words.hasSuffix("down by one position") {
            target = place + 1
        } else {
            target = try view.ordinal(of: "position") - 1
        }
        guard items.indices.contains(target) else {
            throw OracleProblem("there is no position \(target + 1)")
        }
        if !view.steps.isEmpty { return nil }
        return .drag(from: .element(items[place].id), to: .element(items[target].id))
    }

    /// Finds out where a slider begins and ends, presses near the place, and steps to the value.
    private static func slide(to wanted: Int?, _ view: OracleView) throws -> Action? {
        guard let wanted, let value = view.texts.compactMap({ Int($0) }).last else {
            throw OracleProblem("there is no number to be seen")
        }
        if value == wanted { return nil }
        let icons = view.all(.icon)
        guard let handle = icons.last else { throw OracleProblem("there is no slider") }
        if !view.did("click", to: handle), icons.count < 2 || !view.did("click", to: icons[0]) {
            return view.click(handle)
        }
        let distance = abs(wanted - value)
        let seen = extremes(view)
        if distance <= 3 || seen.used { return .key(KeyCombination(wanted > value ? "Right" : "Left")) }
        guard let least = seen.least else { return .key(KeyCombination("Home")) }
        guard let most = seen.most else { return .key(KeyCombination("End")) }
        guard let track = icons.first, icons.count > 1, most > least else {
            return .key(KeyCombination(wanted > value ? "Right" : "Left"))
        }
        let share = Double(wanted - least) / Double(most - least)
        let frame = track.frame
        let isUpright = frame.height > frame.width
        let place =
            isUpright
            ? Point(x: frame.center.x, y: frame.y + Int((1 - share) * Double(frame.height - 1)))
            : Point(x: frame.x + Int(share * Double(frame.width - 1)), y: frame.center.y)
        return .click(.point(place))
    }

    /// The values seen after the keys that go to the ends, and whether the track was pressed.
    private static func extremes(_ view: OracleView) -> (least: Int?, most: Int?, used: Bool) {
        var found: (least: Int?, most: Int?, used: Bool) = (nil, nil, false)
        for step in view.steps {
            let value = step.after.flatMap { after in
                after.elements.filter { $0.role == Role("static") }.compactMap { Int($0.name) }.last
            }
            switch step.decision.action {
            case .key(let keys) where keys.key == "Home": found.least = value
            case .key(let keys) where keys.key == "End": found.most = value
            case .click(.point, _, _, _): found.used = true
            default: break
            }
        }
        return found
    }
}
