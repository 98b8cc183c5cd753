public import Core

/// Pixels in memory: rows from the top, four bytes a pixel, no padding.
public struct Image: Hashable, Sendable {
    /// The order of the four bytes of a pixel.
    public enum Layout: Hashable, Sendable {
        /// Blue, green, red, and a byte that means nothing: what an X server gives.
        case bgrx
        /// Red, green, blue, alpha.
        case rgba
    }

    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int
    /// The order of the bytes of a pixel.
    public let layout: Layout
    /// The bytes; `width * height * 4` of them.
    public internal(set) var bytes: [UInt8]

    /// Wraps bytes.
    ///
    /// - Throws: `ImageError` with code `size` when there are not exactly four bytes for each
    ///   pixel, or an extent is not positive.
    public init(width: Int, height: Int, layout: Layout, bytes: [UInt8]) throws(ImageError) {
        guard width > 0, height > 0, width <= 1 << 16, height <= 1 << 16, bytes.count == width * height * 4
        else {
            throw ImageError(
                .size,
                "\(bytes.count) bytes are no picture of \(width) × \(height) pixels of four bytes"
            )
        }
        self.init(unchecked: width, height, layout, bytes)
    }

    init(unchecked width: Int, _ height: Int, _ layout: Layout, _ bytes: [UInt8]) {
        self.width = width
        self.height = height
        self.layout = layout
        self.bytes = bytes
    }

    /// The rectangle of all pixels.
    public var bounds: Rect { Rect(x: 0, y: 0, width: width, height: height) }

    /// Returns the colour of a pixel as red, green, blue, or `nil` outside the picture.
    public func color(at point: Point) -> (red: UInt8, green: UInt8, blue: UInt8)? {
        guard bounds.contains(point) else { return nil }
        let at = (point.y * width + point.x) * 4
        return switch layout {
        case .bgrx: (bytes[at + 2], bytes[at + 1], bytes[at])
        case .rgba: (bytes[at], bytes[at + 1], bytes[at + 2])
        }
    }

    /// Returns the part inside a rectangle, or `nil` when nothing of it is inside.
    public func cropped(to rect: Rect) -> Image? {
        let part = rect.intersection(bounds)
        guard !part.isEmpty else { return nil }
        var cut: [UInt8] = []
        cut.reserveCapacity(part.area * 4)
        for row in part.y..<part.y + part.height {
            let start = (row * width + part.x) * 4
            cut += bytes[start..<start + part.width * 4]
        }
        return Image(unchecked: part.width, part.height, layout, cut)
    }
}
