import Core
import Synchronization

/// The actions a trained model foresaw for a run, and how far the run has come with them.
///
/// A small model that is asked after each step loses its place in long goals; one that wrote down once what is to be done
/// reads the next line (task-plan of the LAM paper §3.1). Lines are words only: each is read against the screen it meets,
/// and what is not there is not done.
struct Foresight: Sendable {
    /// An action as it was written.
    struct Line: Hashable, Sendable {
        var text: String
        /// How likely it is right, 0 to 1.
        var probability: Double
    }

    /// What is left to do, the next first.
    private(set) var lines: [Line]
    /// Whether nothing is left to do after the last line, as the model sees it.
    private(set) var isWhole: Bool
    /// Whether more than the next action was foreseen.
    private let wentAhead: Bool
    /// The action that was taken last, and how many steps the run had before it.
    private var taken: (text: String, steps: Int)
    /// How often the next line was waited for.
    private(set) var waits = 0

    /// Whether something was done on the way to the next line that was not foreseen.
    private(set) var isDetour = false

    /// How often the next line is waited for at most.
    static let patience = 3

    /// What the reply says at the end of a goal.
    static let end = "done"

    /// Reads the lines that follow an action, which was taken when the run had so many steps.
    init(_ rest: [Line], after action: String, at steps: Int) {
        isWhole = rest.last?.text == Self.end
        lines = isWhole ? rest.dropLast() : rest
        wentAhead = !lines.isEmpty
        taken = (action, steps)
    }

    /// Whether the run went as foreseen since the last action was taken: it was sent, and nothing else was done.
    func holds(for trajectory: Trajectory) -> Bool {
        let since = trajectory.steps.dropFirst(taken.steps)
        guard let step = since.first, step.decision.text == taken.text,
            ![.refused, .failed].contains(step.outcome.status)
        else { return false }
        return since.dropFirst().allSatisfy { step in
            switch step.decision.action {
            case .wait, .focus: true
            default: false
            }
        }
    }

    /// Whether the whole way was foreseen and gone.
    func isFinished(in trajectory: Trajectory) -> Bool { isWhole && lines.isEmpty && holds(for: trajectory) }

    /// The screen on which a text was typed that something is to come of, such as a list of suggestions.
    ///
    /// It was the last that was foreseen, and not the whole way; `nil` where nothing is, or it was waited for often enough.
    func screenBeforeNews(in trajectory: Trajectory) -> Observation? {
        let since = trajectory.steps.dropFirst(taken.steps)
        guard wentAhead, !isWhole, lines.isEmpty, holds(for: trajectory), since.count < Self.patience,
            let step = since.first, case .type = step.decision.action
        else { return nil }
        return step.before
    }

    /// Takes the next line as an action, for a run that has so many steps.
    mutating func advance(to action: String, at steps: Int) {
        lines.removeFirst()
        taken = (action, steps)
        waits = 0
        isDetour = false
    }

    /// Takes an action that the next line needs before it, for a run that has so many steps.
    mutating func detour(by action: String, at steps: Int) {
        taken = (action, steps)
        waits = 0
        isDetour = true
    }

    /// Leaves out the next line.
    mutating func skip() { lines.removeFirst() }

    /// Notes that the next line was waited for.
    mutating func hold() { waits += 1 }
}

/// What was foreseen for the runs of a planner, by the run's id.
final class Foresights: Sendable {
    /// Runs at the same time, at most.
    private static let limit = 64

    private let kept = Mutex<[String: Foresight]>([:])

    subscript(run: String) -> Foresight? {
        get { kept.withLock { $0[run] } }
        set {
            kept.withLock { kept in
                // Runs that were cut off leave theirs behind.
                if kept.count >= Self.limit { kept.removeAll() }
                kept[run] = newValue
            }
        }
    }
}

extension Observation {
    /// What is on the screen by role and name.
    var named: Set<String> {
        Set(elements.filter(\.isOnScreen).map { ActionText.designation($0.role, $0.name) })
    }
}
