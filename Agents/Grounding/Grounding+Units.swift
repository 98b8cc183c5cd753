import Core

/// Amounts in other units, by calculators that take them as text: "5 km to miles".
extension Grounding {
    func isConverted(_ amount: String, to unit: String) -> Bool {
        sent { $0 == .key(KeyCombination("Return")) } && did { enters($0, "\(amount) to \(unit)") }
    }

    func converting(_ amount: String, to unit: String) -> [Proposal] {
        let request = "\(amount) to \(unit)"
        if did({ enters($0, request) }) {
            return [Proposal(.key(KeyCombination("Return")), 0.95, "Return works it out")]
        }
        // One with keys alone knows numbers, and no units.
        guard isCalculator, !needsPlace, let input = calculatorInput else { return [] }
        return [Proposal(.setText(input.target, text: request), 0.95, "the calculator takes amounts as text")]
    }

    /// What the calculator made of it, where it writes that in place of what was entered.
    var shownAmount: String? {
        guard let value = calculatorInput?.element.value?.trimmed, !value.isEmpty,
            !attempts.contains(where: { enters($0.action, value) })
        else { return nil }
        return value
    }

    private var calculatorInput: Widget? {
        scene.inFront.filter(\.isInput).max { $0.element.frame.area < $1.element.frame.area }
    }

    private func enters(_ action: Action, _ text: String) -> Bool {
        switch action {
        case .type(text), .setText(_, text): true
        default: false
        }
    }
}
