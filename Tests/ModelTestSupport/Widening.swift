import CModelTestSupport
import Glibc
public import Models

extension GGUFFile {
    /// Writes this file with its Q4_1 and Q8_0 tensors decoded, as Scripts/parity_gguf.py does.
    ///
    /// Every block is decoded in 32-bit floats; for `.f16` each value is then rounded to the nearest
    /// half, ties to even. Metadata, names and order stay; tensors stored as F32 stay as they are.
    ///
    /// - Parameters:
    ///   - type: `.f16` or `.f32`.
    ///   - halved: Whether values are rounded to halves first even if they are stored as F32.
    public func write(widenedTo type: QuantType, halved: Bool = false, at path: String) throws {
        guard let stream = fopen(path, "wb") else { throw WideningError("cannot create \(path)") }
        defer { fclose(stream) }
        var written = 0
        func put(_ bytes: UnsafeRawBufferPointer) throws {
            guard fwrite(bytes.baseAddress, 1, bytes.count, stream) == bytes.count else {
                throw WideningError("cannot write \(path)")
            }
            written += bytes.count
        }
        func pad() throws {
            let zeros = [UInt8](repeating: 0, count: (32 - written % 32) % 32)
            try zeros.withUnsafeBytes(put)
        }

        let views = try tensorNames.map { try tensor($0) }
        func stored(_ view: TensorView) -> QuantType { view.type == .f32 ? .f32 : type }
        var table: [UInt8] = []
        var offset = 0
        for view in views {
            table.append(string: view.name)
            table.append(integer: UInt32(view.shape.count))
            for extent in view.shape { table.append(integer: UInt64(extent)) }
            table.append(integer: stored(view).rawValue)
            table.append(integer: UInt64(offset))
            offset += (view.count * stored(view).traits.bytesPerBlock + 31) / 32 * 32
        }
        try put(metadataBytes)
        try table.withUnsafeBytes(put)
        try pad()
        for view in views {
            if view.type == .f32 {
                try put(view.data)
            } else {
                let values = try decoded(view)
                var halves = [UInt16](repeating: 0, count: values.count)
                if type == .f16 || halved { cmt_halve(values, &halves, values.count) }
                if type == .f16 {
                    try halves.withUnsafeBytes(put)
                } else {
                    try (halved ? halves.map(cmt_half_to_float) : values).withUnsafeBytes(put)
                }
            }
            try pad()
        }
    }

    private func decoded(_ view: TensorView) throws -> [Float] {
        guard let source = view.data.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return [] }
        var values = [Float](repeating: 0, count: view.count)
        switch view.type {
        case .q4_1: cmt_decode_q4_1(source, &values, view.count / 32)
        case .q8_0: cmt_decode_q8_0(source, &values, view.count / 32)
        default: throw WideningError("\(view.name) is \(view.type.traits.name), expected Q4_1 or Q8_0")
        }
        return values
    }
}

/// Why a file could not be widened.
public struct WideningError: Error, CustomStringConvertible {
    /// What failed.
    public let description: String

    init(_ description: String) { self.description = description }
}
