public import Desktop
import Glibc
public import Images

extension Image {
    /// Copies a capture.
    ///
    /// - Throws: `ImageError` with code `size` for a capture without pixels.
    public init(_ capture: RawImage) throws(ImageError) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(capture.width * capture.height * 4)
        capture.withUnsafeBytes { source in
            for row in 0..<capture.height {
                let start = row * capture.bytesPerRow
                bytes += source[start..<start + capture.width * 4]
            }
        }
        try self.init(width: capture.width, height: capture.height, layout: .bgrx, bytes: bytes)
    }
}

extension RawImage {
    /// Returns whether two captures show the same.
    func hasSamePixels(as other: RawImage) -> Bool {
        if isSameCapture(as: other) { return true }
        guard width == other.width, height == other.height, bytesPerRow == other.bytesPerRow else {
            return false
        }
        return withUnsafeBytes { own in
            other.withUnsafeBytes { others in
                guard let a = own.baseAddress, let b = others.baseAddress, own.count == others.count else {
                    return own.count == others.count
                }
                return memcmp(a, b, own.count) == 0
            }
        }
    }

    /// Returns where it differs from an earlier capture of the same screen.
    public func difference(from earlier: RawImage) -> TileDifference {
        earlier.withUnsafeBytes { before in
            withUnsafeBytes { after in
                TileDifference(before, after, width: width, height: height, bytesPerRow: bytesPerRow)
            }
        }
    }
}
