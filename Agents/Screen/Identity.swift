import Core

extension UIElement {
    /// Whether it is on or off; `nil` for what is neither.
    var isOn: Bool? {
        Widget(element: self, name: name, path: nil, options: [], isInFront: true).isOn
    }

    /// Whether it is the same element on another screen of the same run.
    func isSame(as other: UIElement) -> Bool {
        if case .accessibility(let one) = source, case .accessibility(let two) = other.source {
            return one == two
        }
        return role == other.role && name == other.name && frame == other.frame
    }
}

extension WindowInfo {
    /// Whether it is the same window on another screen of the same run.
    func isSame(as other: WindowInfo) -> Bool {
        id != 0 || other.id != 0 ? id == other.id : pid == other.pid && title == other.title
    }
}
