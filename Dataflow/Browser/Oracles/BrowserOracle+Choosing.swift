import Core

extension BrowserOracle {
    /// Tasks of boxes, options and lists.
    static let choosing: [String: Rule] = [
        "click-checkboxes": { view in try checkboxes(view) },
        "click-checkboxes-large": { view in try checkboxes(view) },
        "click-checkboxes-transfer": { view in try checkboxes(view) },
        "click-option": { view in
            let option = try view.one(
                .radioButton,
                try view.part(after: "Select ", before: " and click Submit.")
            )
            return option.states.contains(.checked) ? try view.press("Submit") : view.click(option)
        },
        "choose-list": { view in
            let option = try view.part(after: "Select ", before: " from the list and click Submit.")
            let list = try view.one(.comboBox, number: 1)
            let isChosen = list.value == option || list.name == option || view.did("select", to: list)
            return isChosen ? try view.press("Submit") : .select(.element(list.id), option: option)
        },
        "form-sequence-2": { view in
            let radio = try view.one(.radioButton, number: try view.ordinal(of: "radio"))
            if !radio.states.contains(.checked) { return view.click(radio) }
            let input = try view.one(.entry, number: try view.ordinal(of: "textbox"))
            return try view.fill(input, try view.quote(0)) ?? view.press("Submit")
        },
    ]

    private static func checkboxes(_ view: OracleView) throws -> Action? {
        let list = try view.part(after: "Select ", before: " and click Submit.")
        let wanted = list == "nothing" ? [] : list.components(separatedBy: ", ")
        for name in wanted {
            let box = try view.one(.checkBox, name)
            if !box.states.contains(.checked) { return view.click(box) }
        }
        return try view.press("Submit")
    }
}

extension String {
    /// The parts between the places of a text.
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts: [String] = []
        var rest = self[...]
        while let place = rest.firstRange(of: separator) {
            parts.append(String(rest[..<place.lowerBound]))
            rest = rest[place.upperBound...]
        }
        return parts + [String(rest)]
    }
}
