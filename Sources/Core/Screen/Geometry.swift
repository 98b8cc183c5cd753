/// A point in screen pixels; the origin is the top left corner of the root window.
public struct Point: Hashable, Sendable, Codable {
    /// Pixels from the left edge.
    public var x: Int
    /// Pixels from the top edge.
    public var y: Int

    /// Creates a point from its pixel coordinates.
    public init(x: Int, y: Int) {
        self.x = x
        self.y = y
    }
}

/// A size in screen pixels.
public struct Size: Hashable, Sendable, Codable {
    /// Pixels across.
    public var width: Int
    /// Pixels down.
    public var height: Int

    /// Creates a size from its pixel extents.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }
}

/// A rectangle in screen pixels; empty when either extent is zero or less.
public struct Rect: Hashable, Sendable, Codable {
    /// Pixels from the left edge of the screen to the left edge of the rectangle.
    public var x: Int
    /// Pixels from the top edge of the screen to the top edge of the rectangle.
    public var y: Int
    /// Pixels across.
    public var width: Int
    /// Pixels down.
    public var height: Int

    /// Creates a rectangle from its top left corner and extents.
    public init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    /// The rectangle of nothing.
    public static let zero = Rect(x: 0, y: 0, width: 0, height: 0)

    /// Whether no pixel lies inside.
    public var isEmpty: Bool { width <= 0 || height <= 0 }

    /// The pixel at the middle, rounded down.
    public var center: Point { Point(x: x + width / 2, y: y + height / 2) }

    /// The number of pixels inside.
    public var area: Int { isEmpty ? 0 : width * height }

    /// Returns whether `point` lies inside.
    public func contains(_ point: Point) -> Bool {
        point.x >= x && point.y >= y && point.x < x + width && point.y < y + height
    }

    /// Returns the part common to both rectangles; empty when they do not overlap.
    public func intersection(_ other: Rect) -> Rect {
        let left = max(x, other.x)
        let top = max(y, other.y)
        let right = min(x + width, other.x + other.width)
        let bottom = min(y + height, other.y + other.height)
        guard right > left, bottom > top else { return .zero }
        return Rect(x: left, y: top, width: right - left, height: bottom - top)
    }

    /// Returns the smallest rectangle that holds both; an empty one adds nothing.
    public func union(_ other: Rect) -> Rect {
        if isEmpty { return other }
        if other.isEmpty { return self }
        let left = min(x, other.x)
        let top = min(y, other.y)
        return Rect(
            x: left,
            y: top,
            width: max(x + width, other.x + other.width) - left,
            height: max(y + height, other.y + other.height) - top
        )
    }
}
