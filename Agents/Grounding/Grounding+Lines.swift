import Core

/// Texts that are written anew from what they hold, and what is told of them.
extension Grounding {
    /// The text in hand with all it holds; `nil` where only a part of it is known.
    private var wholeText: (document: Widget, text: String)? {
        guard let document = documents.first, let text = document.element.value, isWhole(document) else {
            return nil
        }
        return (document, text)
    }

    /// Whether the text is written anew, or is so already.
    func isRewritten(_ edit: TextEdit) -> Bool {
        if did({ if case .setText = $0 { true } else { false } }) || choseInMenu || areRowsDeleted {
            return true
        }
        return attempts.isEmpty && wholeText.map { edit.applied(to: $0.text) == $0.text } ?? false
    }

    func rewriting(_ edit: TextEdit) -> [Proposal] {
        if case .without(let choice) = edit, let steps = deletingRows(choice) { return steps }
        var found: [Proposal] = []
        if case .sorted = edit {
            found = commands("sort lines") { Match.words($0.name).contains("sort") }
        }
        if let (document, text) = wholeText, let changed = edit.applied(to: text) {
            found.append(Proposal(.setText(document.target, text: changed), 0.96, "the whole text is known"))
        }
        return found
    }

    /// The end, with what is asked about the text.
    func answering(_ question: TextQuestion) -> [Proposal] {
        guard let answer = wholeText.flatMap({ question.answer(in: $0.text) }) else { return [] }
        return [Proposal(.done(answer: answer), 0.95, "the whole text is known")]
    }
}
