/// A metadata value of a GGUF file.
public enum GGUFValue: Sendable {
    /// An unsigned integer of 8 to 64 bits.
    case unsigned(UInt64)
    /// A signed integer of 8 to 64 bits.
    case signed(Int64)
    /// A number of 32 or 64 bits.
    case float(Double)
    /// A truth value.
    case bool(Bool)
    /// A text; bytes that are not UTF-8 are replaced by U+FFFD.
    case string(String)
    /// An array, left in the file.
    case array(GGUFArray)

    /// The value as a whole number, if it is one that fits.
    public var integer: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .signed(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The value as a number, if it is one.
    public var number: Double? {
        switch self {
        case .unsigned(let value): Double(value)
        case .signed(let value): Double(value)
        case .float(let value): value
        default: nil
        }
    }

    /// The value as a truth value, if it is one.
    public var truth: Bool? {
        guard case .bool(let value) = self else { return nil }
        return value
    }

    /// The value as a text, if it is one.
    public var text: String? {
        guard case .string(let value) = self else { return nil }
        return value
    }
}

/// The types of metadata values, with the GGUF specification's numbers.
public enum GGUFType: UInt32, Sendable, CaseIterable {
    /// An unsigned integer of 8 bits.
    case uint8 = 0
    /// A signed integer of 8 bits.
    case int8 = 1
    /// An unsigned integer of 16 bits.
    case uint16 = 2
    /// A signed integer of 16 bits.
    case int16 = 3
    /// An unsigned integer of 32 bits.
    case uint32 = 4
    /// A signed integer of 32 bits.
    case int32 = 5
    /// An IEEE 754 number of 32 bits.
    case float32 = 6
    /// One byte, 0 or 1.
    case bool = 7
    /// A length of 64 bits and that many bytes of UTF-8.
    case string = 8
    /// An element type, a count of 64 bits and the elements.
    case array = 9
    /// An unsigned integer of 64 bits.
    case uint64 = 10
    /// A signed integer of 64 bits.
    case int64 = 11
    /// An IEEE 754 number of 64 bits.
    case float64 = 12

    /// The fewest bytes a value of the type takes in a file.
    var minimumSize: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64, .string: 8
        case .array: 12
        }
    }
}

/// An array of a GGUF file's metadata, already checked and left where it is in the file.
public struct GGUFArray: Sendable {
    /// What the elements are.
    public let element: GGUFType
    /// The number of elements.
    public let count: Int

    let file: MappedFile
    /// Where the elements' bytes lie in the file.
    let range: Range<Int>

    /// Calls `body` with each element of an array of strings, as the bytes in the file.
    ///
    /// Does nothing for an array of another type.
    func forEachString(_ body: (UnsafeRawBufferPointer) -> Void) {
        guard element == .string else { return }
        var at = range.lowerBound
        for _ in 0..<count {
            // The lengths were checked when the header was read.
            let length = Int(
                UInt64(littleEndian: file.bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            )
            at += 8
            body(UnsafeRawBufferPointer(rebasing: file.bytes[at..<at + length]))
            at += length
        }
    }

    /// Returns element `index` of an array of 32-bit numbers, or `nil` for another type.
    func float32(at index: Int) -> Float? {
        guard element == .float32, index >= 0, index < count else { return nil }
        let bits = file.bytes.loadUnaligned(fromByteOffset: range.lowerBound + index * 4, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
    }

    /// Returns element `index` of an array of truth values, or `nil` for another type.
    func truth(at index: Int) -> Bool? {
        guard element == .bool, index >= 0, index < count else { return nil }
        return file.bytes[range.lowerBound + index] != 0
    }

    /// Returns element `index` of an array of 32-bit integers, or `nil` for another type.
    func int32(at index: Int) -> Int32? {
        guard element == .int32 || element == .uint32, index >= 0, index < count else { return nil }
        return Int32(
            littleEndian: file.bytes.loadUnaligned(
                fromByteOffset: range.lowerBound + index * 4,
                as: Int32.self
            )
        )
    }
}
