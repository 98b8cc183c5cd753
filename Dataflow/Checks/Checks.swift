public import Core

/// Judges the checks of tasks against the facts of a moment, without running any of the task's code.
public enum Checks {
    /// Returns the facts that some checks need.
    public static func facts(for checks: [Check]) -> Set<Fact> {
        Set(
            checks.map { check in
                switch check {
                case .fileEquals, .fileContains, .fileExists: .files
                case .element, .elementState, .window: .screen
                case .process: .processes
                case .clipboard: .clipboard
                case .answer: .answer
                }
            }
        )
    }

    /// Judges every check, in order.
    public static func evaluate(_ checks: [Check], in state: EndState) -> [CheckResult] {
        checks.map { evaluate($0, in: state) }
    }

    /// Returns the checks that hold already, which make a task invalid before its first step.
    ///
    /// Every kind counts, also those that demand that something is *not* there: a check that
    /// holds whatever the agent does proves nothing, and an absence that the task is to bring about
    /// (a file to delete, a window to close) is still a presence before the first step.
    public static func alreadyTrue(_ checks: [Check], in state: EndState) -> [CheckResult] {
        evaluate(checks, in: state).filter(\.passed)
    }

    /// Judges one check.
    public static func evaluate(_ check: Check, in state: EndState) -> CheckResult {
        let finding =
            switch check {
            case .fileEquals(let path, let text): fileEquals(path, text, state)
            case .fileContains(let path, let text): fileContains(path, text, state)
            case .fileExists(let path, let exists): fileExists(path, exists, state)
            case .element(let query, let exists): element(query, exists, state)
            case .elementState(let query, let states, let set): elementState(query, states, set, state)
            case .window(let title, let exists): window(title, exists, state)
            case .process(let name, let running): process(name, running, state)
            case .clipboard(let text): clipboard(text, state)
            case .answer(let text): answer(text, state)
            }
        return CheckResult(
            check: check,
            passed: finding.passed,
            expected: finding.expected,
            found: finding.found
        )
    }

    private static func process(_ name: String, _ running: Bool, _ state: EndState) -> Finding {
        let expected = running ? "a process \(name)" : "no process \(name)"
        guard let processes = state.processes else { return Finding(false, expected, "nobody looked") }
        // The kernel keeps 15 bytes of a program's name.
        let short = String(decoding: name.utf8.prefix(15), as: UTF8.self)
        let found = processes.contains { $0 == name || ($0.utf8.count == 15 && $0 == short) }
        return Finding(found == running, expected, found ? "it runs" : "it does not run")
    }

    private static func clipboard(_ text: String, _ state: EndState) -> Finding {
        let expected = "the clipboard holds \(Excerpt.of(text))"
        guard let clipboard = state.clipboard else { return Finding(false, expected, "nobody looked") }
        let same = FileText.trimmed(clipboard) == FileText.trimmed(text)
        return Finding(same, expected, Excerpt.of(clipboard))
    }

    private static func answer(_ text: String, _ state: EndState) -> Finding {
        let expected = "the answer contains \(Excerpt.of(text))"
        guard let answer = state.answer else { return Finding(false, expected, "no answer") }
        return Finding(WholeText.contains(answer, text, bounded: .words), expected, Excerpt.of(answer))
    }
}

/// What a check demanded and what was found.
struct Finding {
    /// Whether the check holds.
    let passed: Bool
    /// What it demands, in words.
    let expected: String
    /// What was found, in words.
    let found: String

    /// Creates a finding.
    init(_ passed: Bool, _ expected: String, _ found: String) {
        self.passed = passed
        self.expected = expected
        self.found = found
    }
}

/// Texts shortened for messages.
enum Excerpt {
    /// Returns a text in quotes, with line ends visible and at most 80 characters.
    static func of(_ text: String) -> String {
        let flat = text.replacing("\r\n", with: "\n").replacing("\n", with: "⏎")
        return flat.count > 80 ? "\"\(flat.prefix(79))…\"" : "\"\(flat)\""
    }
}
