package import Core

/// Which accessibility actions mean what a press means.
package enum ActionNames {
    /// Names that press, by role; never an index, never a name that is not here: action 0 of a GTK 4
    /// text view is "delete line".
    private static let pressing = [
        "click", "press", "activate", "jump", "toggle", "select", "open", "invoke",
    ]
    private static let toggling = ["toggle", "click", "press", "check", "activate"]

    /// The name of the action by which an element is pressed, as the element spells it.
    package static func press(_ element: UIElement) -> String? {
        let wanted: [String]
        switch element.role {
        case .checkBox, .radioButton, .toggleButton, .checkMenuItem, .radioMenuItem: wanted = toggling
        // "activate" of a row is what a double click does: it would answer a dialog.
        case .tableCell, .treeItem, .listItem, .icon: wanted = ["click", "press", "select"]
        case .pageTab: wanted = ["switch", "click", "press", "select", "activate"]
        case .comboBox: wanted = ["press", "click", "showmenu", "show menu"]
        case .link: wanted = ["jump", "activate", "click", "press"]
        case .pushButton, .menu, .menuItem, .tableColumnHeader: wanted = pressing
        default: return nil
        }
        for name in wanted {
            if let own = element.actions.first(where: { $0.lowercased() == name }) { return own }
        }
        return nil
    }
}
