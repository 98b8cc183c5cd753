import Core

/// Holds a form back while a field of it is empty that the goal wants filled: "enter each value", "fill in all fields".
struct Completeness {
    /// Actions, as they are written, that would send the form off too early.
    let early: Set<String>

    init(of goal: String, seeing scene: Scene, names: ElementNames) {
        let words = Set(Match.words(goal))
        let isWanted =
            !words.isDisjoint(with: ["each", "every", "all"]) && !words.isDisjoint(with: Self.parts)
        let fields = scene.inFront.filter { $0.isInput && !$0.isDocument && $0.role != .terminal }
        let isOpen = fields.count > 1 && fields.contains { $0.element.value?.isEmpty ?? true }
        let ends = scene.inFront.filter {
            Grounding.agreeing.contains(Match.normalized($0.name)) && $0.isPressable
        }
        early = isWanted && isOpen ? Set(ends.map { names.write($0.press) }) : []
    }

    /// What forms are filled with, and the parts of them.
    private static let parts: Set<String> = [
        "field", "label", "value", "blank", "box", "entry", "form", "detail",
    ]
}
