/// What kind of thing an element is, by its AT-SPI role name ("push button", "entry").
///
/// Any name the accessibility bus reports is kept; the constants are those the code refers to.
public struct Role: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The AT-SPI role name, lower case with spaces.
    public var rawValue: String

    /// Wraps an AT-SPI role name.
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Wraps an AT-SPI role name.
    public init(_ name: String) { self.rawValue = name }

    /// The AT-SPI role name.
    public var description: String { rawValue }

    /// Decodes from a plain string.
    public init(from decoder: any Decoder) throws {
        rawValue = try decoder.singleValueContainer().decode(String.self)
    }

    /// Encodes as a plain string.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension Role {
    // AT-SPI 2.46 names, as libatspi's `atspi_role_get_name` spells them.
    /// The AT-SPI role "alert".
    public static let alert = Role("alert")
    /// The AT-SPI role "application".
    public static let application = Role("application")
    /// The AT-SPI role "check box".
    public static let checkBox = Role("check box")
    /// The AT-SPI role "check menu item".
    public static let checkMenuItem = Role("check menu item")
    /// The AT-SPI role "combo box".
    public static let comboBox = Role("combo box")
    /// The AT-SPI role "dialog".
    public static let dialog = Role("dialog")
    /// The AT-SPI role "document text".
    public static let documentText = Role("document text")
    /// The AT-SPI role "editbar": a line for a formula or sum, as calculators have it.
    public static let editBar = Role("editbar")
    /// The AT-SPI role "entry".
    public static let entry = Role("entry")
    /// The AT-SPI role "file chooser".
    public static let fileChooser = Role("file chooser")
    /// The AT-SPI role "filler".
    public static let filler = Role("filler")
    /// The AT-SPI role "frame".
    public static let frame = Role("frame")
    /// The AT-SPI role "heading".
    public static let heading = Role("heading")
    /// The AT-SPI role "icon".
    public static let icon = Role("icon")
    /// The AT-SPI role "image".
    public static let image = Role("image")
    /// The AT-SPI role "label".
    public static let label = Role("label")
    /// The AT-SPI role "link".
    public static let link = Role("link")
    /// The AT-SPI role "list box".
    public static let listBox = Role("list box")
    /// The AT-SPI role "list item".
    public static let listItem = Role("list item")
    /// The AT-SPI role "menu".
    public static let menu = Role("menu")
    /// The AT-SPI role "menu bar".
    public static let menuBar = Role("menu bar")
    /// The AT-SPI role "menu item".
    public static let menuItem = Role("menu item")
    /// The AT-SPI role "page tab".
    public static let pageTab = Role("page tab")
    /// The AT-SPI role "page tab list".
    public static let pageTabList = Role("page tab list")
    /// The AT-SPI role "panel".
    public static let panel = Role("panel")
    /// The AT-SPI role "paragraph".
    public static let paragraph = Role("paragraph")
    /// The AT-SPI role "password text".
    public static let passwordText = Role("password text")
    /// The AT-SPI role "popup menu".
    public static let popupMenu = Role("popup menu")
    /// The AT-SPI role "push button".
    public static let pushButton = Role("push button")
    /// The AT-SPI role "radio button".
    public static let radioButton = Role("radio button")
    /// The AT-SPI role "radio menu item".
    public static let radioMenuItem = Role("radio menu item")
    /// The AT-SPI role "scroll bar".
    public static let scrollBar = Role("scroll bar")
    /// The AT-SPI role "scroll pane".
    public static let scrollPane = Role("scroll pane")
    /// The AT-SPI role "slider".
    public static let slider = Role("slider")
    /// The AT-SPI role "spin button".
    public static let spinButton = Role("spin button")
    /// The AT-SPI role "status bar".
    public static let statusBar = Role("status bar")
    /// The AT-SPI role "table".
    public static let table = Role("table")
    /// The AT-SPI role "table cell".
    public static let tableCell = Role("table cell")
    /// The AT-SPI role "table column header".
    public static let tableColumnHeader = Role("table column header")
    /// The AT-SPI role "terminal".
    public static let terminal = Role("terminal")
    /// The AT-SPI role "text".
    public static let text = Role("text")
    /// The AT-SPI role "toggle button".
    public static let toggleButton = Role("toggle button")
    /// The AT-SPI role "tool bar".
    public static let toolBar = Role("tool bar")
    /// The AT-SPI role "tree item".
    public static let treeItem = Role("tree item")
    /// The AT-SPI role "tree table".
    public static let treeTable = Role("tree table")
    /// The AT-SPI role "window".
    public static let window = Role("window")

    /// Roles a person types into.
    public static let textInputs: Set<Role> = [
        .entry, .text, .passwordText, .spinButton, .documentText, .paragraph, .terminal, .editBar,
    ]

    /// Roles of menu entries, which exist in the tree before the menu is on screen.
    public static let menuEntries: Set<Role> = [.menu, .menuItem, .checkMenuItem, .radioMenuItem]

    /// Roles that a person presses, toggles or chooses.
    public static let pressables: Set<Role> = [
        .pushButton, .toggleButton, .checkBox, .radioButton, .menu, .menuItem, .checkMenuItem,
        .radioMenuItem, .pageTab, .link, .listItem, .tableCell, .treeItem, .icon, .comboBox,
        .tableColumnHeader,
    ]

    /// Roles of top-level windows.
    public static let topLevels: Set<Role> = [.frame, .window, .dialog, .alert, .fileChooser]
}
