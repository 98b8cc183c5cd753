public import Core

/// What is known of elements that change by themselves (clocks, progress bars, logs).
///
/// Fed with pairs of observations between which nobody acted. An element that changed between them
/// is restless and confirms nothing; one that kept still long enough is known to be calm.
public struct Quiet: Sendable {
    private struct Record {
        var still: Double = 0
        var isRestless = false
    }

    private var records: [AccessibleID: Record] = [:]
    /// Seconds without a change after which an element counts as calm.
    public let calm: Double

    /// Creates an empty memory.
    ///
    /// - Parameter calm: Seconds without a change that make an element calm; a clock that shows
    ///   seconds changes within one.
    public init(calm: Double = 1.1) { self.calm = calm }

    /// Takes note of two observations between which nobody acted.
    ///
    /// - Parameter late: Whether an earlier action's effect may still have been coming in; what
    ///   changed is then not yet held against an element.
    public mutating func note(from first: Observation, to second: Observation, late: Bool = false) {
        let seconds = max(0, second.time - first.time)
        var old: [AccessibleID: UIElement] = [:]
        for element in first.elements { if let address = element.address { old[address] = element } }
        for element in second.elements {
            guard let address = element.address, let was = old[address] else { continue }
            var record = records[address] ?? Record()
            let changed =
                was.name != element.name || was.value != element.value
                || was.states.intersection(.effects) != element.states.intersection(.effects)
            if changed {
                record.still = 0
                if !late { record.isRestless = true }
            } else {
                record.still += seconds
                // What has been still for long was late, not restless.
                if record.still > 5 * calm { record.isRestless = false }
            }
            records[address] = record
        }
        if records.count > 20_000 { records.removeAll() }
    }

    /// Whether the element was seen to change without an action.
    public func isRestless(_ element: UIElement) -> Bool {
        element.address.flatMap { records[$0]?.isRestless } ?? false
    }

    /// Whether the element was seen to keep still for long enough.
    public func isCalm(_ element: UIElement) -> Bool {
        guard let record = element.address.flatMap({ records[$0] }) else { return false }
        return !record.isRestless && record.still >= calm
    }
}
