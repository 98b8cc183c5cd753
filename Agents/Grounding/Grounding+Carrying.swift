import Core

/// Texts that are taken from one field to another: written as they are known, which no clipboard can spoil.
extension Grounding {
    func carrying(_ source: String, to target: String) -> [Proposal] {
        let fields = scene.inFront.filter { $0.isInput && $0.isShowing }
        guard let from = field(source, among: fields), isWhole(from), let text = from.element.value,
            !text.isEmpty,
            let into = field(target, among: fields.filter { $0.element.id != from.element.id })
        else { return [] }
        // Fields of one line take no ends of lines.
        let written = into.isDocument ? text : text.filter { !$0.isNewline }
        return [Proposal(.setText(into.target, text: written), 0.95, "what is to be copied is known")]
    }

    /// The field that a phrase names, counts or tells the kind of, where that leaves one.
    private func field(_ phrase: String, among fields: [Widget]) -> Widget? {
        let ids = Set(fields.map(\.element.id))
        let named = matches(phrase) { ids.contains($0.element.id) && !$0.name.isEmpty }
        if let best = named.max(by: { $0.score < $1.score }), best.score >= 0.75 { return best.widget }
        let words = Phrase(phrase).words.map(\.folded)
        let isArea = words.contains { ["textarea", "area", "document"].contains($0) }
        let isBox = words.contains {
            ["textbox", "box", "field", "input", "entry", "textfield"].contains($0)
        }
        let kind = isArea ? fields.filter(\.isDocument) : isBox ? fields.filter { !$0.isDocument } : fields
        if let place = words.lazy.compactMap(Numbers.ordinal).first {
            let index = place > 0 ? place - 1 : kind.count + place
            return kind.indices.contains(index) ? kind[index] : nil
        }
        return kind.count == 1 ? kind[0] : nil
    }
}
