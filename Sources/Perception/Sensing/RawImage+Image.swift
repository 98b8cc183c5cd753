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

extension UnsafeRawBufferPointer {
    /// Compares bytes as fast as memory can be read.
    func elementsEqualQuickly(_ other: UnsafeRawBufferPointer) -> Bool {
        guard count == other.count else { return false }
        guard let own = baseAddress, let others = other.baseAddress else { return true }
        return memcmp(own, others, count) == 0
    }
}
