import Core
import Images

/// Painting over the parts of a screenshot that show secrets.
enum Painting {
    /// Returns the PNG with the boxes filled.
    @Sendable static func cover(_ png: [UInt8], _ boxes: [Rect]) throws -> [UInt8] {
        var image = try Image(png: png)
        for box in boxes { image.fill(box, red: 0, green: 0, blue: 0) }
        return try image.png()
    }
}
