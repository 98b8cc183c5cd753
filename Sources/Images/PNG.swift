import CPNG

/// Encoding of pixels that are not an `Image`, without copying them first.
public enum PNG {
    /// Encodes rows of four bytes a pixel as a PNG of red, green and blue.
    ///
    /// - Parameters:
    ///   - bytesPerRow: Bytes from one row to the next, at least `width * 4`.
    ///   - level: zlib's level, 0 to 9.
    /// - Throws: `ImageError` with code `size` when the bytes are too few, else `encoding`.
    public static func encode(
        _ pixels: UnsafeRawBufferPointer,
        width: Int,
        height: Int,
        bytesPerRow: Int,
        layout: Image.Layout,
        level: Int = 1
    ) throws(ImageError) -> [UInt8] {
        guard width > 0, height > 0, width <= 1 << 16, height <= 1 << 16, bytesPerRow >= width * 4,
            pixels.count >= bytesPerRow * (height - 1) + width * 4, let base = pixels.baseAddress
        else {
            throw ImageError(
                .size,
                "\(pixels.count) bytes are no picture of \(width) × \(height) pixels of four bytes"
            )
        }
        var output = lam_png_output()
        defer { free(output.bytes) }
        let written = lam_png_encode(
            base.assumingMemoryBound(to: UInt8.self),
            UInt32(width),
            UInt32(height),
            bytesPerRow,
            layout == .bgrx ? 1 : 0,
            Int32(min(9, max(0, level))),
            &output
        )
        guard written != 0, let first = output.bytes else {
            throw ImageError(
                .encoding,
                "a picture of \(width) × \(height) pixels cannot be written as PNG",
                underlying: withUnsafeBytes(of: output.message) { text($0) }
            )
        }
        return Array(UnsafeBufferPointer(start: first, count: output.count))
    }

    static func text(_ message: UnsafeRawBufferPointer) -> String {
        String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
    }
}
