/// Pixels as the X server gives them: rows of four bytes a pixel in the order blue, green, red, unused.
///
/// The bytes are shared, not copied; they never change once the image exists.
public struct RawImage: Sendable {
    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int
    /// Bytes from one row to the next.
    public let bytesPerRow: Int
    private var buffer: PixelBuffer

    init(width: Int, height: Int, bytesPerRow: Int, buffer: PixelBuffer) {
        self.width = width
        self.height = height
        self.bytesPerRow = bytesPerRow
        self.buffer = buffer
    }

    /// Creates an image from bytes in the same layout, missing ones being zero.
    public init(width: Int, height: Int, bytesPerRow: Int, pixels: [UInt8]) {
        let count = max(0, height) * max(0, bytesPerRow)
        self.init(
            width: max(0, width),
            height: max(0, height),
            bytesPerRow: max(0, bytesPerRow),
            buffer: PixelBuffer(copying: pixels, count: count)
        )
    }

    /// A copy of all bytes.
    public var pixels: [UInt8] { withUnsafeBytes { Array($0) } }

    /// Whether both are the same copy of a screen; equal pixels may lie in two copies.
    public func isSameCapture(as other: RawImage) -> Bool { buffer === other.buffer }

    /// The segment its bytes are in, when no other image uses it and it may be written again.
    mutating func reusableSegment() -> SharedSegment? {
        isKnownUniquelyReferenced(&buffer) ? buffer.segment : nil
    }

    /// Calls a closure with the bytes: `height` rows of `bytesPerRow`.
    public func withUnsafeBytes<Value, E: Error>(
        _ body: (UnsafeRawBufferPointer) throws(E) -> Value
    ) throws(E) -> Value {
        try body(UnsafeRawBufferPointer(start: buffer.address, count: height * bytesPerRow))
    }
}
