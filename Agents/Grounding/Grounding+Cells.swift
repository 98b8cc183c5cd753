import Core

/// Cells of a sheet: gone to by the field that shows where the cursor is, and filled from the keyboard.
extension Grounding {
    /// The name box: a field of the front window that holds the name of a cell, and goes where it is told to.
    private var nameBox: Widget? {
        scene.inFront.first { widget in
            guard widget.isInput, !widget.isDocument, let value = widget.element.value?.trimmed else {
                return false
            }
            return value.split(separator: ":").count <= 2 && CellNames.of(value) != nil
        }
    }

    /// Whether the cursor stands in a cell, and the keyboard is the sheet's.
    private func isAt(_ cell: String) -> Bool {
        guard let box = nameBox, !isFocused(box) else { return false }
        return box.element.value?.trimmed == cell
    }

    /// Whether the front window is a spreadsheet's that does not show all of itself yet, and was not waited for long.
    private var isSheetComingUp: Bool {
        guard let front = scene.frontWindow else { return false }
        let waits = attempts.count { if case .wait = $0.action { true } else { false } }
        let isSheet = scene.inFront.contains { $0.role == Role("document spreadsheet") }
        return waits < 5 && (isSheet || score(front, "spreadsheet") >= 0.6)
    }

    private func isFocused(_ widget: Widget) -> Bool { scene.observation.focus == widget.element.id }

    private static let enter = Action.key(KeyCombination("Return"))
    private static let selectAll = Action.key(KeyCombination("a", modifiers: [.control]))
    private static let delete = Action.key(KeyCombination("Delete"))

    func isEntered(_ cell: String, _ value: String?) -> Bool {
        guard let value else { return isAt(cell) }
        if value.isEmpty { return sent { $0 == Self.delete } }
        guard let typed = attempts.lastIndex(where: { $0.wasSent && $0.action == .type(value) }) else {
            return attempts.contains { if case .setText = $0.action { $0.worked } else { false } }
        }
        return attempts[typed...].contains { $0.wasSent && $0.action == Self.enter }
    }

    func entering(_ cell: String, _ value: String?) -> [Proposal] {
        if let value, sent({ $0 == .type(value) }) {
            return [Proposal(Self.enter, 0.95, "Return enters what was typed")]
        }
        if let value, isAt(cell) {
            let action = value.isEmpty ? Self.delete : Action.type(value)
            return [Proposal(action, 0.95, "the cursor is in \(cell)")]
        }
        let shown = scene.inFront.first { $0.role == .tableCell && $0.name == cell && $0.isShowing }
        if let shown, nameBox.map({ !isFocused($0) }) ?? true {
            return [Proposal(.click(shown.target), 0.95, "it is on the screen")]
        }
        guard let box = nameBox else {
            if isSheetComingUp {
                return [Proposal(.wait(.settled, timeout: 1), 0.9, "the sheet is coming up")]
            }
            return value.map { setting(cell, to: $0) } ?? choosing(cell, from: nil)
        }
        guard isFocused(box) else { return [Proposal(.click(box.target), 0.9, "it takes the cell to go to")] }
        if box.element.value?.trimmed == cell { return [Proposal(Self.enter, 0.95, "Return goes there")] }
        if attempts.last.map({ $0.action == Self.selectAll && $0.wasSent }) ?? false {
            return [Proposal(.type(cell), 0.95, "the cell to go to")]
        }
        return [Proposal(Self.selectAll, 0.95, "what it holds is replaced")]
    }

    // MARK: Rows

    private static let deleteCells = Action.key(KeyCombination("minus", modifiers: [.control]))

    /// Whether the key that deletes what is selected in a sheet was pressed.
    var areRowsDeleted: Bool { sent { $0 == Self.deleteCells } }

    /// The steps that delete rows of a sheet; `nil` where there is no sheet.
    func deletingRows(_ choice: LineChoice) -> [Proposal]? {
        guard case .numbered(let first, let last) = choice, first > 0 else { return nil }
        let rows = "\(first):\(last)"
        if sent({ $0 == .type(rows) }) {
            let action = sent { $0 == Self.enter } ? Self.deleteCells : Self.enter
            return [Proposal(action, 0.95, "the rows are selected by their numbers")]
        }
        guard let box = nameBox else { return nil }
        guard isFocused(box) else { return [Proposal(.click(box.target), 0.9, "it takes the rows to go to")] }
        if attempts.last.map({ $0.action == Self.selectAll && $0.wasSent }) ?? false {
            return [Proposal(.type(rows), 0.95, "the rows to go to")]
        }
        return [Proposal(Self.selectAll, 0.95, "what it holds is replaced")]
    }
}
