public import Models

/// Lays out a GGUF file in memory (version 3, little-endian).
public struct GGUFWriter: Sendable {
    /// A metadata value.
    public indirect enum Value: Sendable {
        /// An unsigned integer of 32 bits.
        case uint32(UInt32)
        /// A signed integer of 32 bits.
        case int32(Int32)
        /// A number of 32 bits.
        case float32(Float)
        /// A truth value.
        case bool(Bool)
        /// A text.
        case string(String)
        /// An array of texts.
        case strings([String])
        /// An array of signed integers of 32 bits.
        case int32s([Int32])
        /// An array of numbers of 32 bits.
        case float32s([Float])
        /// An array of arrays.
        case nested([Value])
    }

    private var pairs: [(key: String, value: Value)] = []
    private var tensors: [(name: String, type: UInt32, shape: [Int], bytes: [UInt8])] = []

    /// Starts an empty file.
    public init() {}

    /// Adds a metadata value, in the place of an earlier one of that key.
    public mutating func set(_ key: String, _ value: Value) {
        pairs.removeAll { $0.key == key }
        pairs.append((key, value))
    }

    /// Adds a tensor from its stored bytes.
    public mutating func add(_ name: String, _ type: QuantType, shape: [Int], bytes: [UInt8]) {
        tensors.append((name, type.rawValue, shape, bytes))
    }

    /// Adds a tensor of 32-bit numbers that are all the same.
    public mutating func add(_ name: String, shape: [Int], filledWith value: Float = 0) {
        let count = shape.reduce(1, *)
        let bytes = withUnsafeBytes(of: value.bitPattern.littleEndian) { Array($0) }
        add(name, .f32, shape: shape, bytes: Array(repeatElement(bytes, count: count).joined()))
    }

    /// Returns the file in several parts: the first with the metadata, each with its share of the tensors.
    public func shards(_ count: Int) -> [[UInt8]] {
        (0..<count).map { index in
            var part = GGUFWriter()
            if index == 0 { part.pairs = pairs }
            part.set("split.no", .uint32(UInt32(index)))
            part.set("split.count", .uint32(UInt32(count)))
            part.set("split.tensors.count", .int32(Int32(tensors.count)))
            part.tensors = tensors.indices.filter { $0 % count == index }.map { tensors[$0] }
            return part.serialized()
        }
    }

    /// Returns the file.
    public func serialized() -> [UInt8] {
        var out: [UInt8] = Array("GGUF".utf8)
        out.append(integer: UInt32(3))
        out.append(integer: UInt64(tensors.count))
        out.append(integer: UInt64(pairs.count))
        for (key, value) in pairs {
            out.append(string: key)
            append(value, to: &out, typed: true)
        }
        var offset = 0
        for tensor in tensors {
            out.append(string: tensor.name)
            out.append(integer: UInt32(tensor.shape.count))
            for extent in tensor.shape { out.append(integer: UInt64(extent)) }
            out.append(integer: tensor.type)
            out.append(integer: UInt64(offset))
            offset += (tensor.bytes.count + 31) / 32 * 32
        }
        for tensor in tensors {
            while out.count % 32 != 0 { out.append(0) }
            out += tensor.bytes
        }
        return out
    }

    private func append(_ value: Value, to out: inout [UInt8], typed: Bool) {
        func type(_ type: GGUFType) { if typed { out.append(integer: type.rawValue) } }
        switch value {
        case .uint32(let value):
            type(.uint32)
            out.append(integer: value)
        case .int32(let value):
            type(.int32)
            out.append(integer: value)
        case .float32(let value):
            type(.float32)
            out.append(integer: value.bitPattern)
        case .bool(let value):
            type(.bool)
            out.append(value ? 1 : 0)
        case .string(let value):
            type(.string)
            out.append(string: value)
        case .strings(let values):
            type(.array)
            out.append(integer: GGUFType.string.rawValue)
            out.append(integer: UInt64(values.count))
            for value in values { out.append(string: value) }
        case .int32s(let values):
            type(.array)
            out.append(integer: GGUFType.int32.rawValue)
            out.append(integer: UInt64(values.count))
            for value in values { out.append(integer: value) }
        case .float32s(let values):
            type(.array)
            out.append(integer: GGUFType.float32.rawValue)
            out.append(integer: UInt64(values.count))
            for value in values { out.append(integer: value.bitPattern) }
        case .nested(let values):
            type(.array)
            out.append(integer: GGUFType.array.rawValue)
            out.append(integer: UInt64(values.count))
            for value in values { append(value, to: &out, typed: false) }
        }
    }
}

extension [UInt8] {
    /// Appends an integer, the lowest byte first.
    mutating func append(integer value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    /// Appends a length of 64 bits and the text's UTF-8.
    mutating func append(string: String) {
        append(integer: UInt64(string.utf8.count))
        append(contentsOf: string.utf8)
    }
}
