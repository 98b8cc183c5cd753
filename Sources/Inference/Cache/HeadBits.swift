/// How many bits a number the keys and the values of each head are packed to (`turbo42`).
public struct HeadBits: Sendable, Hashable {
    /// Key and value heads of a layer.
    public let heads: Int
    /// 4 or 2 for each head's keys and then for its values, layer by layer.
    public let bits: [UInt8]

    /// Layers.
    public var layers: Int { bits.count / (2 * heads) }

    /// Takes what a calibration found.
    ///
    /// - Returns: `nil` if they do not fill whole layers or a number is neither 2 nor 4.
    public init?(heads: Int, bits: [UInt8]) {
        guard heads > 0, !bits.isEmpty, bits.count % (2 * heads) == 0, bits.allSatisfy({ $0 == 2 || $0 == 4 })
        else { return nil }
        self.heads = heads
        self.bits = bits
    }

    /// Gives 2 bits to the half of all heads' keys and values that matters least.
    ///
    /// TurboAttention §Head-wise mixed precision, which takes keys and values of a head together.
    ///
    /// - Parameter priorities: Of each head's keys and then of its values, layer by layer.
    /// - Returns: `nil` if they do not fill whole layers.
    public init?(heads: Int, priorities: [Float]) {
        var bits = [UInt8](repeating: 4, count: priorities.count)
        let order = priorities.indices.sorted { (priorities[$0], $0) < (priorities[$1], $1) }
        for index in order.prefix(priorities.count / 2) { bits[index] = 2 }
        self.init(heads: heads, bits: bits)
    }
}
