import Core

/// What an oracle has to go by: the goal in words, the screen, and what it has done so far.
///
/// It sees no more than any planner does.
struct OracleView {
    let goal: String
    let observation: Observation
    let steps: [Step]

    /// The elements on the screen that are part of the page, in the order of the page.
    let elements: [UIElement]

    init(goal: String, observation: Observation, steps: [Step]) {
        self.goal = goal
        self.observation = observation
        self.steps = steps
        elements = observation.elements.filter { $0.role != Role("document web") }
    }

    // MARK: The goal

    /// What the goal says in quotation marks, in order.
    var quoted: [String] {
        let parts = goal.split(separator: "\"", omittingEmptySubsequences: false)
        return parts.indices.filter { $0 % 2 == 1 && $0 + 1 < parts.count }.map { String(parts[$0]) }
    }

    /// The quotation of a number.
    func quote(_ number: Int) throws -> String {
        guard quoted.indices.contains(number) else { throw OracleProblem("the goal quotes too little") }
        return quoted[number]
    }

    /// The text of the goal between two others; an empty `end` takes the rest.
    func part(after start: String, before end: String) throws -> String {
        guard let from = goal.range(of: start)?.upperBound else {
            throw OracleProblem("the goal does not say \"\(start)\"")
        }
        let rest = goal[from...]
        guard !end.isEmpty else { return String(rest) }
        guard let to = rest.range(of: end)?.lowerBound else {
            throw OracleProblem("the goal does not say \"\(end)\"")
        }
        return String(rest[..<to])
    }

    /// The number an ordinal of the goal stands for, from 1: "the 3rd checkbox".
    func ordinal(of noun: String) throws -> Int {
        let words = goal.split { $0 == " " || $0 == "." || $0 == "," }
        for (index, word) in words.enumerated() where index > 0 && word == noun {
            let digits = words[index - 1].prefix(while: \.isNumber)
            if let number = Int(digits), number > 0 { return number }
        }
        throw OracleProblem("the goal does not say which \(noun)")
    }

    // MARK: The screen

    /// The elements of a role, in order.
    func all(_ role: Role) -> [UIElement] { elements.filter { $0.role == role } }

    /// The first element of a role with a name, letter by letter; else the first alike without case.
    func find(_ role: Role, _ name: String) -> UIElement? {
        let candidates = all(role)
        return candidates.first { $0.name == name }
            ?? candidates.first { Observation.folded($0.name) == Observation.folded(name) }
    }

    /// The element of a role with a name.
    func one(_ role: Role, _ name: String) throws -> UIElement {
        guard let found = find(role, name) else { throw OracleProblem("there is no \(role) \"\(name)\"") }
        return found
    }

    /// The element of a role in a place, counted from 1.
    func one(_ role: Role, number: Int) throws -> UIElement {
        let found = all(role)
        guard found.indices.contains(number - 1) else {
            throw OracleProblem("there are \(found.count) of \(role), not \(number)")
        }
        return found[number - 1]
    }

    /// The texts on the page, in order, those of the goal among them.
    var texts: [String] { all(Role("static")).map(\.name) }

    // MARK: What was done

    /// Whether an element was aimed at by an action of a kind.
    func did(_ action: String, to element: UIElement) -> Bool { count(action, element) > 0 }

    /// How often an element was aimed at by an action of a kind.
    func count(_ action: String, _ element: UIElement) -> Int {
        steps.count { step in
            guard step.decision.action.name == action,
                case .element(let ref)? = step.decision.action.targets.first
            else { return false }
            return step.before.element(ref)?.source == element.source
        }
    }

    /// How often an action was done, whatever it was aimed at.
    func count(of action: Action) -> Int { steps.count { $0.decision.action == action } }

    // MARK: What to do

    /// Clicks an element.
    func click(_ element: UIElement) -> Action { .click(.element(element.id)) }

    /// Clicks the button of a name.
    func press(_ name: String) throws -> Action { click(try one(.pushButton, name)) }

    /// Turns the wheel over an element of what scrolls, to see more of it.
    func scrollDown(over element: UIElement?) throws -> Action {
        let turns = steps.count { $0.decision.action.name == "scroll" }
        guard let element, turns < 8 else {
            throw OracleProblem("it is not to be seen, not even further down")
        }
        return .scroll(.element(element.id), direction: .down, amount: 1)
    }

    /// Puts a text into an input; `nil` once it is there.
    func fill(_ input: UIElement, _ text: String) -> Action? {
        let isThere = input.role == .passwordText ? did("setText", to: input) : input.value == text
        return isThere ? nil : .setText(.element(input.id), text: text)
    }
}

/// Why an oracle does not know what to do.
struct OracleProblem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension String {
    /// The range of the first place of a text; `nil` where it is not found.
    func range(of other: String) -> Range<String.Index>? { self[...].firstRange(of: other) }
}

extension Substring {
    func range(of other: String) -> Range<String.Index>? { firstRange(of: other) }
}
