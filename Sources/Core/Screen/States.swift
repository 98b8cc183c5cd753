/// The states of an element, with the bit positions of AT-SPI's `AtspiStateType`.
///
/// Written as a list of names, so that a recorded observation reads without a table.
public struct States: OptionSet, Hashable, Sendable, Codable {
    /// One bit a state; bit n is AT-SPI state n.
    public let rawValue: UInt64

    /// Wraps a bit set.
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    private static let table: [(name: String, bit: UInt64)] = [
        ("active", 1 << 1),
        ("armed", 1 << 2),
        ("busy", 1 << 3),
        ("checked", 1 << 4),
        ("collapsed", 1 << 5),
        ("defunct", 1 << 6),
        ("editable", 1 << 7),
        ("enabled", 1 << 8),
        ("expandable", 1 << 9),
        ("expanded", 1 << 10),
        ("focusable", 1 << 11),
        ("focused", 1 << 12),
        ("hasTooltip", 1 << 13),
        ("horizontal", 1 << 14),
        ("iconified", 1 << 15),
        ("modal", 1 << 16),
        ("multiLine", 1 << 17),
        ("multiselectable", 1 << 18),
        ("opaque", 1 << 19),
        ("pressed", 1 << 20),
        ("resizable", 1 << 21),
        ("selectable", 1 << 22),
        ("selected", 1 << 23),
        ("sensitive", 1 << 24),
        ("showing", 1 << 25),
        ("singleLine", 1 << 26),
        ("stale", 1 << 27),
        ("transient", 1 << 28),
        ("vertical", 1 << 29),
        ("visible", 1 << 30),
        ("managesDescendants", 1 << 31),
        ("indeterminate", 1 << 32),
        ("required", 1 << 33),
        ("truncated", 1 << 34),
        ("animated", 1 << 35),
        ("invalidEntry", 1 << 36),
        ("supportsAutocompletion", 1 << 37),
        ("selectableText", 1 << 38),
        ("isDefault", 1 << 39),
        ("visited", 1 << 40),
        ("checkable", 1 << 41),
        ("hasPopup", 1 << 42),
        ("readOnly", 1 << 43),
    ]

    /// The names of the states that are set, in bit order.
    public var names: [String] {
        Self.table.compactMap { rawValue & $0.bit != 0 ? $0.name : nil }
    }

    /// Creates a set from state names; an unknown name yields `nil`.
    public init?(names: [String]) {
        var bits: UInt64 = 0
        for name in names {
            guard let entry = Self.table.first(where: { $0.name == name }) else { return nil }
            bits |= entry.bit
        }
        rawValue = bits
    }

    /// Decodes from a list of state names.
    ///
    /// - Throws: `DecodingError.dataCorrupted` for a name that is no state.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let names = try container.decode([String].self)
        guard let states = States(names: names) else {
            throw DecodingError.dataCorruptedError(
                in: container,
                debugDescription: "unknown state in \(names)"
            )
        }
        self = states
    }

    /// Encodes as a list of state names.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(names)
    }
}

extension States {
    /// AT-SPI state 1.
    public static let active = States(rawValue: 1 << 1)
    /// AT-SPI state 2.
    public static let armed = States(rawValue: 1 << 2)
    /// AT-SPI state 3.
    public static let busy = States(rawValue: 1 << 3)
    /// AT-SPI state 4.
    public static let checked = States(rawValue: 1 << 4)
    /// AT-SPI state 5.
    public static let collapsed = States(rawValue: 1 << 5)
    /// AT-SPI state 6.
    public static let defunct = States(rawValue: 1 << 6)
    /// AT-SPI state 7.
    public static let editable = States(rawValue: 1 << 7)
    /// AT-SPI state 8.
    public static let enabled = States(rawValue: 1 << 8)
    /// AT-SPI state 9.
    public static let expandable = States(rawValue: 1 << 9)
    /// AT-SPI state 10.
    public static let expanded = States(rawValue: 1 << 10)
    /// AT-SPI state 11.
    public static let focusable = States(rawValue: 1 << 11)
    /// AT-SPI state 12.
    public static let focused = States(rawValue: 1 << 12)
    /// AT-SPI state 13.
    public static let hasTooltip = States(rawValue: 1 << 13)
    /// AT-SPI state 14.
    public static let horizontal = States(rawValue: 1 << 14)
    /// AT-SPI state 15.
    public static let iconified = States(rawValue: 1 << 15)
    /// AT-SPI state 16.
    public static let modal = States(rawValue: 1 << 16)
    /// AT-SPI state 17.
    public static let multiLine = States(rawValue: 1 << 17)
    /// AT-SPI state 18.
    public static let multiselectable = States(rawValue: 1 << 18)
    /// AT-SPI state 19.
    public static let opaque = States(rawValue: 1 << 19)
    /// AT-SPI state 20.
    public static let pressed = States(rawValue: 1 << 20)
    /// AT-SPI state 21.
    public static let resizable = States(rawValue: 1 << 21)
    /// AT-SPI state 22.
    public static let selectable = States(rawValue: 1 << 22)
    /// AT-SPI state 23.
    public static let selected = States(rawValue: 1 << 23)
    /// AT-SPI state 24.
    public static let sensitive = States(rawValue: 1 << 24)
    /// AT-SPI state 25.
    public static let showing = States(rawValue: 1 << 25)
    /// AT-SPI state 26.
    public static let singleLine = States(rawValue: 1 << 26)
    /// AT-SPI state 27.
    public static let stale = States(rawValue: 1 << 27)
    /// AT-SPI state 28.
    public static let transient = States(rawValue: 1 << 28)
    /// AT-SPI state 29.
    public static let vertical = States(rawValue: 1 << 29)
    /// AT-SPI state 30.
    public static let visible = States(rawValue: 1 << 30)
    /// AT-SPI state 31.
    public static let managesDescendants = States(rawValue: 1 << 31)
    /// AT-SPI state 32.
    public static let indeterminate = States(rawValue: 1 << 32)
    /// AT-SPI state 33.
    public static let required = States(rawValue: 1 << 33)
    /// AT-SPI state 34.
    public static let truncated = States(rawValue: 1 << 34)
    /// AT-SPI state 35.
    public static let animated = States(rawValue: 1 << 35)
    /// AT-SPI state 36.
    public static let invalidEntry = States(rawValue: 1 << 36)
    /// AT-SPI state 37.
    public static let supportsAutocompletion = States(rawValue: 1 << 37)
    /// AT-SPI state 38.
    public static let selectableText = States(rawValue: 1 << 38)
    /// AT-SPI state 39.
    public static let isDefault = States(rawValue: 1 << 39)
    /// AT-SPI state 40.
    public static let visited = States(rawValue: 1 << 40)
    /// AT-SPI state 41.
    public static let checkable = States(rawValue: 1 << 41)
    /// AT-SPI state 42.
    public static let hasPopup = States(rawValue: 1 << 42)
    /// AT-SPI state 43.
    public static let readOnly = States(rawValue: 1 << 43)
}
