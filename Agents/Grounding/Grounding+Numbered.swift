import Core

/// Things a goal counts instead of naming: "the 2nd checkbox", "the last tab".
extension Grounding {
    /// The thing that a phrase counts, in reading order of the window in front; `nil` where it counts none.
    func numbered(_ phrase: String) -> Widget? {
        let words = Phrase(phrase).words.map(\.folded).filter { !["the", "of", "on", "page"].contains($0) }
        guard words.count == 2 || words.count == 3, let place = Numbers.ordinal(words[0]),
            let roles = Self.counted[words.dropFirst().joined()]
        else { return nil }
        let things = scene.inFront.filter { $0.isShowing && roles.contains($0.role) }
        let index = place > 0 ? place - 1 : things.count + place
        return things.indices.contains(index) ? things[index] : nil
    }

    /// The click on it.
    func pressingNumbered(_ phrase: String) -> [Proposal] {
        numbered(phrase).map { [Proposal(.click($0.target), 0.98, "it is the one the goal counts")] } ?? []
    }

    /// What is counted, by the word for it.
    private static let counted: [String: Set<Role>] = [
        "checkbox": [.checkBox], "tickbox": [.checkBox], "button": [.pushButton, .toggleButton],
        "radiobutton": [.radioButton], "radio": [.radioButton], "tab": [.pageTab], "link": [.link],
        "icon": [.icon], "field": Role.textInputs, "textfield": Role.textInputs, "textbox": Role.textInputs,
        "entry": Role.textInputs, "input": Role.textInputs, "textinput": Role.textInputs,
        "dropdown": [.comboBox], "combobox": [.comboBox], "slider": [.slider],
    ]
}
