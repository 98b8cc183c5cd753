/// A tensor of a model file, read in place.
///
/// The bytes stay valid while this value, a copy of it or the model lives.
public struct TensorView {
    /// The name in the file, such as "blk.0.attn_q.weight".
    public let name: String
    /// How the elements are stored.
    public let type: QuantType
    /// The extents in GGUF order, the fastest-running first: [columns, rows] of a matrix.
    public let shape: [Int]
    /// The elements' blocks, row after row; aligned as the file says (32 bytes by default).
    public let data: UnsafeRawBufferPointer

    private let owner: MappedFile

    init(name: String, type: QuantType, shape: [Int], owner: MappedFile, range: Range<Int>) {
        self.name = name
        self.type = type
        self.shape = shape
        self.owner = owner
        data = UnsafeRawBufferPointer(rebasing: owner.bytes[range])
    }

    /// The number of elements.
    public var count: Int { shape.reduce(1, *) }

    /// Gives back the memory its pages take until they are read again.
    package func release() { owner.release(data) }

    /// The bytes of one row of `shape[0]` elements.
    public var bytesPerRow: Int {
        shape[0] / type.traits.elementsPerBlock * type.traits.bytesPerBlock
    }
}

// Read-only bytes, kept alive by `owner`.
extension TensorView: @unchecked Sendable {}
