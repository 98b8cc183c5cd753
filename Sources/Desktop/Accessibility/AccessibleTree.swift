public import Core

/// One object of an accessibility tree, as its application describes it.
public struct AccessibleNode: Sendable {
    /// Where it lives on the bus.
    public var id: AccessibleID
    /// Its parent, as an index into the tree's nodes; `nil` for a top-level window.
    public var parent: Int?
    /// Its position among its parent's children.
    public var index: Int
    /// Its role.
    public var role: Role
    /// Its accessible name, as it came.
    public var name: String
    /// Its accessible description, as it came.
    public var description: String
    /// Its states.
    public var states: States
    /// The interfaces it implements.
    public var interfaces: AccessibleInterfaces
    /// The number of children it says it has; -1 where it does not say.
    public var childCount: Int
    /// Its extents in the application's screen coordinates; `nil` where they were not asked for.
    public var frame: Rect?
    /// The beginning of its text, for inputs; never read from password fields.
    public var text: String?
    /// The number of characters of its text, where it was asked for.
    public var characterCount: Int?
    /// Its number, for sliders, spin buttons and the like.
    public var number: Double?
    /// The name of its selected child, for combo boxes.
    public var selection: String?
    /// The names of the actions it offers.
    public var actions: [String]
    /// The objects that label it.
    public var labelledBy: [AccessibleID]
    /// Its object attributes ("class", "id", "tag"), where they were asked for.
    public var attributes: [String: String] = [:]
}

/// The accessibility tree of one application.
public struct AccessibleTree: Sendable {
    /// The unique name of its connection to the bus.
    public var bus: String
    /// Its process, or 0 when the bus does not know it.
    public var pid: Int32
    /// Its accessible name.
    public var application: String
    /// The toolkit it says it is made with, with its version: "gtk 3.24.38".
    public var toolkit: String
    /// Its objects, parents before children, children in the order of the tree.
    public var nodes: [AccessibleNode]
    /// What could not be read, for a person to read; empty when everything was.
    public var problems: [String]
    /// Milliseconds the reading took.
    public var milliseconds: Double

    /// Whether it is a browser, whose trees are documents.
    public var isBrowser: Bool { ApplicationFacts.isBrowser(toolkit) }

    /// Whether it is made with GTK 4, whose coordinates are relative to its windows.
    public var isGTK4: Bool { toolkit.lowercased().hasPrefix("gtk 4") }
}

/// How much is read of each application, and how long it may take.
public struct TreeReadOptions: Sendable {
    /// Seconds without any answer after which an application is given up.
    public var silence = 0.2
    /// The same for an application whose process is running, not waiting: it is busy, not stopped.
    public var patience = 1.0
    /// Seconds after which an application is given up even though it answers.
    public var limit = 2.0
    /// Objects read of one application at most.
    public var maximumNodes = 8000
    /// Children of a table read by asking for all of them; above, only visible cells are looked for.
    public var maximumChildren = 400
    /// Cells of one table read at most.
    public var maximumCells = 200
    /// Whether the attributes a page's author gave to nameless elements are read.
    ///
    /// They are no part of what a user sees, so nothing reads them unless it is asked to.
    public var attributes = false
    /// Characters of a text read at most.
    public var maximumText = 2000
    /// Characters read at most of a text of several lines that can be edited; of a longer one the first, and it has the
    /// state `truncated`.
    public var maximumDocument = 32_000

    /// Creates the default options.
    public init() {}
}
