public import Core
import Images

/// Paints over the parts of a screenshot that show secrets.
public enum PixelMask {
    /// Returns the PNG of a picture with rectangles of it filled with one dark colour.
    ///
    /// - Parameters:
    ///   - png: The picture, of the whole screen.
    ///   - boxes: What to paint over, in its pixels; what lies outside is left out.
    /// - Throws: `ImageError` when the bytes are no PNG.
    public static func paint(_ png: [UInt8], _ boxes: [Rect]) throws -> [UInt8] {
        var image = try Image(png: png)
        for box in boxes { image.fill(box, red: 32, green: 34, blue: 38) }
        return try image.png()
    }
}
