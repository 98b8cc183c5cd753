import Foundation

/// A safetensors file: eight bytes of length, a JSON header, and the tensors' bytes behind it.
///
/// Treated as hostile: length, offsets, shapes and sizes are checked against the bytes there are.
final class SafetensorsFile {
    /// The largest header that is read; those of adapters have some kilobytes.
    static let largestHeader = 16 << 20

    private struct Entry: Decodable {
        let dtype: String
        let shape: [Int]
        let data_offsets: [Int]
    }

    private let file: MappedFile
    private let start: Int
    private let entries: [String: Entry]
    /// The texts of "__metadata__".
    let notes: [String: String]

    /// Maps a file and checks its header.
    ///
    /// - Throws: ``ModelError`` with code `unreadable` or `malformed`.
    init(contentsOf path: String) throws(ModelError) {
        let file = try MappedFile(path: path)
        func malformed(_ what: String) -> ModelError {
            ModelError(.malformed, file: path, "\(what); the file is damaged or no safetensors file")
        }
        guard file.bytes.count >= 8 else {
            throw malformed("has \(file.bytes.count) bytes, expected 8 or more")
        }
        let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
        guard length <= Self.largestHeader, Int(length) <= file.bytes.count - 8 else {
            throw malformed("byte 0: the header has \(length) bytes, there are \(file.bytes.count - 8)")
        }
        start = 8 + Int(length)
        let header = Data(file.bytes[8..<start])
        var entries: [String: Entry] = [:]
        do {
            // "__metadata__" is a dictionary of texts and not a tensor.
            let all = try JSONDecoder().decode([String: EntryOrNotes].self, from: header)
            entries = all.compactMapValues(\.entry)
            notes = all["__metadata__"]?.notes ?? [:]
        } catch {
            throw ModelError(
                .malformed,
                file: path,
                "the header is not as safetensors has it; get the file again",
                underlying: error
            )
        }
        for (name, entry) in entries {
            let room = file.bytes.count - start
            guard let size = Self.size(entry) else {
                throw ModelError(
                    .unsupported,
                    file: path,
                    "tensor \(name) is \(entry.dtype) of shape \(entry.shape); F32, F16 and BF16 are supported"
                )
            }
            guard entry.data_offsets.count == 2, entry.data_offsets[0] >= 0,
                entry.data_offsets[1] <= room, entry.data_offsets[0] <= entry.data_offsets[1],
                entry.data_offsets[1] - entry.data_offsets[0] == size
            else {
                throw malformed(
                    "tensor \(name) lies at \(entry.data_offsets) and needs \(size) bytes of \(room)"
                )
            }
        }
        self.file = file
        self.entries = entries
    }

    private struct EntryOrNotes: Decodable {
        let entry: Entry?
        let notes: [String: String]

        init(from decoder: any Decoder) throws {
            if decoder.codingPath.last?.stringValue == "__metadata__" {
                entry = nil
                // What is no dictionary of texts is of no use, and harms nothing.
                notes = (try? [String: String](from: decoder)) ?? [:]
            } else {
                entry = try Entry(from: decoder)
                notes = [:]
            }
        }
    }

    private static func bytes(_ type: String) -> Int? {
        switch type {
        case "F32": 4
        case "F16", "BF16": 2
        default: nil
        }
    }

    private static func size(_ entry: Entry) -> Int? {
        guard var total = bytes(entry.dtype), entry.shape.count <= 4 else { return nil }
        for extent in entry.shape {
            let (product, overflow) = total.multipliedReportingOverflow(by: extent)
            guard extent > 0, !overflow else { return nil }
            total = product
        }
        return total
    }

    /// The names of the tensors.
    var names: [String] { entries.keys.sorted() }

    /// Returns a tensor as floats, its shape as PyTorch says it reversed: the fastest-running first.
    func factor(_ name: String) -> FactorTensor? {
        guard let entry = entries[name] else { return nil }
        let count = entry.shape.reduce(1, *)
        let data = UnsafeRawBufferPointer(
            rebasing: file.bytes[start + entry.data_offsets[0]..<start + entry.data_offsets[1]]
        )
        let values = (0..<count).map { index -> Float in
            switch entry.dtype {
            case "F32":
                Float(
                    bitPattern: UInt32(
                        littleEndian: data.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)
                    )
                )
            case "F16": Self.half(data.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
            default:
                Float(
                    bitPattern: UInt32(
                        UInt16(littleEndian: data.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self))
                    ) << 16
                )
            }
        }
        return FactorTensor(shape: entry.shape.reversed(), values: values)
    }

    /// The value of a half-precision number (IEEE 754 binary16).
    private static func half(_ bits: UInt16) -> Float {
        let bits = UInt32(UInt16(littleEndian: bits))
        let (sign, rest) = ((bits & 0x8000) << 16, bits & 0x7FFF)
        if rest >= 0x7C00 { return Float(bitPattern: sign | 0x7F80_0000 | (rest & 0x3FF) << 13) }
        return Float(bitPattern: sign | (Float(bitPattern: rest << 13) * 0x1p112).bitPattern)
    }
}
