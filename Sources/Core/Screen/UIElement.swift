/// A short name of an element ("e12"), good for the one observation it came from.
public struct ElementRef: RawRepresentable, Hashable, Sendable, Codable, CustomStringConvertible {
    /// The letter e and a number, in reading order from 1.
    public var rawValue: String

    /// Wraps a ref such as "e12".
    public init(rawValue: String) { self.rawValue = rawValue }

    /// Makes the ref of the element at a position in reading order, counted from 1.
    public init(_ number: Int) { self.rawValue = "e\(number)" }

    /// The ref as it is written.
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

/// Where on the accessibility bus an element lives: a D-Bus name and object path.
public struct AccessibleID: Hashable, Sendable, Codable {
    /// The unique name of the application's connection, such as ":1.7".
    public var bus: String
    /// The object path of the accessible.
    public var path: String

    /// Creates an address from a bus name and an object path.
    public init(bus: String, path: String) {
        self.bus = bus
        self.path = path
    }
}

/// How an element became known.
public enum ElementSource: Hashable, Sendable, Codable {
    /// It is an object of the accessibility tree.
    case accessibility(AccessibleID)
    /// It is text that was read from pixels.
    case text
    /// It is a shape that was found in pixels.
    case image
}

/// One thing a user could point at.
public struct UIElement: Hashable, Sendable, Codable, Identifiable {
    /// The ref, unique in its observation.
    public var id: ElementRef
    /// The nearest ancestor that is in the observation, if any.
    public var parent: ElementRef?
    /// What kind of thing it is.
    public var role: Role
    /// What it is called, trimmed; the visible label where the accessible name is empty.
    public var name: String
    /// Its text, number or choice; `nil` where it has none and for password fields.
    public var value: String?
    /// A longer explanation (tooltip), where the application gives one.
    public var detail: String?
    /// Its states.
    public var states: States
    /// Where it is in screen pixels; empty when it is not on screen (an unopened menu's items).
    public var frame: Rect
    /// The accessibility actions it offers, by name.
    public var actions: [String]
    /// The window it belongs to, as an index into `Observation.windows`.
    public var window: Int?
    /// How it became known.
    public var source: ElementSource

    /// Creates an element.
    public init(
        id: ElementRef,
        parent: ElementRef? = nil,
        role: Role,
        name: String,
        value: String? = nil,
        detail: String? = nil,
        states: States = [],
        frame: Rect = .zero,
        actions: [String] = [],
        window: Int? = nil,
        source: ElementSource = .text
    ) {
        self.id = id
        self.parent = parent
        self.role = role
        self.name = name
        self.value = value
        self.detail = detail
        self.states = states
        self.frame = frame
        self.actions = actions
        self.window = window
        self.source = source
    }

    /// Whether a user sees it now: showing (or without that state, as in pixels) and with an extent.
    public var isOnScreen: Bool {
        guard !frame.isEmpty else { return false }
        if case .accessibility = source { return states.contains(.showing) || states.contains(.visible) }
        return true
    }
}
