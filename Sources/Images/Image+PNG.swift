import CPNG

extension Image {
    /// Encodes as a PNG of red, green and blue; the fourth byte of each pixel is dropped.
    ///
    /// - Parameter level: zlib's level, 0 to 9; 1 takes about a quarter of the time of the usual 6.
    /// - Throws: `ImageError` with code `encoding`.
    public func png(level: Int = 1) throws(ImageError) -> [UInt8] {
        try bytes.withUnsafeBufferPointer { (pixels) throws(ImageError) -> [UInt8] in
            try PNG.encode(
                UnsafeRawBufferPointer(pixels),
                width: width,
                height: height,
                bytesPerRow: width * 4,
                layout: layout,
                level: level
            )
        }
    }

    /// Decodes a PNG of any kind into red, green, blue and alpha.
    ///
    /// - Parameter maximumPixels: The largest picture accepted; a PNG of a few bytes may claim
    ///   billions of pixels.
    /// - Throws: `ImageError` with code `notPNG` for damaged bytes, `size` for a picture too large.
    public init(png: [UInt8], maximumPixels: Int = 1 << 26) throws(ImageError) {
        var reader = png_image()
        defer { png_image_free(&reader) }
        // The reader keeps a pointer to the bytes between its two calls.
        let result = png.withUnsafeBufferPointer { source -> Result<Image, ImageError> in
            guard let base = source.baseAddress, lam_png_begin(&reader, base, source.count) != 0 else {
                return .failure(
                    ImageError(
                        .notPNG,
                        "\(source.count) bytes are no PNG",
                        underlying: withUnsafeBytes(of: reader.message) { PNG.text($0) }
                    )
                )
            }
            let (width, height) = (Int(reader.width), Int(reader.height))
            let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
            guard !overflow, pixels > 0, pixels <= maximumPixels else {
                return .failure(
                    ImageError(.size, "a PNG of \(width) × \(height) pixels is larger than is accepted")
                )
            }
            var decoded = [UInt8](repeating: 0, count: pixels * 4)
            let done = decoded.withUnsafeMutableBufferPointer { lam_png_finish(&reader, $0.baseAddress) }
            guard done != 0 else {
                return .failure(
                    ImageError(
                        .notPNG,
                        "a PNG of \(width) × \(height) pixels is damaged",
                        underlying: withUnsafeBytes(of: reader.message) { PNG.text($0) }
                    )
                )
            }
            return .success(Image(unchecked: width, height, .rgba, decoded))
        }
        self = try result.get()
    }
}
