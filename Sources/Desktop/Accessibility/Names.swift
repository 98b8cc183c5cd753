/// Names on the accessibility bus that the specification fixes (at-spi2-core's XML files).
enum Names {
    static let registry = "org.a11y.atspi.Registry"
    static let root = "/org/a11y/atspi/accessible/root"
    static let cachePath = "/org/a11y/atspi/cache"
    static let cache = "org.a11y.atspi.Cache"
    static let accessible = "org.a11y.atspi.Accessible"
    static let application = "org.a11y.atspi.Application"
    static let component = "org.a11y.atspi.Component"
    static let action = "org.a11y.atspi.Action"
    static let text = "org.a11y.atspi.Text"
    static let editableText = "org.a11y.atspi.EditableText"
    static let value = "org.a11y.atspi.Value"
    static let selection = "org.a11y.atspi.Selection"
    static let table = "org.a11y.atspi.Table"
}
