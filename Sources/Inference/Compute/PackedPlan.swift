import CKernels
import Glibc
import Models

/// Where each matrix of a model lies among its packed weights, and what tells these from others.
struct PackedPlan {
    /// The bytes from the beginning at which a matrix lies, by the tensor's name.
    let places: [String: Range<Int>]
    /// The bytes of all.
    let bytes: Int
    /// What the packed weights are made from: two sums of the file's header, of parts of each tensor and
    /// of the time it was last written.
    let key: [UInt64]

    /// Plans for every matrix of a model that its passes multiply with.
    init(_ model: Model) {
        let names = model.file.tensorNames
        let looksUpOnly = names.contains("output.weight") ? "token_embd.weight" : nil
        var places: [String: Range<Int>] = [:]
        var end = 0
        var key = [UInt64(CK_PACKED_VERSION), 1]
        var status = stat()
        if stat(model.file.path, &status) == 0 {
            key = key.map {
                $0
                    ^ UInt64(
                        bitPattern: Int64(status.st_mtim.tv_sec &* 1_000_000_007 &+ status.st_mtim.tv_nsec)
                    )
            }
        }
        key = key.map { Self.sum(model.file.metadataBytes, seed: $0) }
        for name in names {
            guard let tensor = try? model.tensor(name), tensor.shape.count == 2, name != looksUpOnly else {
                continue
            }
            let (columns, rows) = (tensor.shape[0], tensor.shape[1])
            let size = ck_matrix_packed_bytes(tensor.type.rawValue, rows, columns)
            guard size > 0 else { continue }
            places[name] = end..<end + size
            end += (size + 63) / 64 * 64
            key = key.map {
                Self.sum(parts: tensor, seed: $0 ^ UInt64(tensor.type.rawValue) ^ UInt64(rows) << 8)
            }
            // The system maps the pages around one that is read, too.
            tensor.release()
        }
        (self.places, bytes, self.key) = (places, end, key)
    }

    private static func sum(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
        // On one lane, a part at a time: a vocabulary is a few MiB.
        var sum = seed
        for first in stride(from: 0, to: bytes.count, by: 1 << 20) {
            let part = UnsafeRawBufferPointer(rebasing: bytes[first..<min(bytes.count, first + 1 << 20)])
            sum = ck_checksum(nil, part.baseAddress, part.count, sum)
        }
        return sum
    }

    /// Four pages of a tensor: two models of one shape differ in all of them.
    private static func sum(parts tensor: TensorView, seed: UInt64) -> UInt64 {
        let size = min(tensor.data.count, 4096)
        var sum = seed
        for part in 0..<4 {
            let first = (tensor.data.count - size) / 3 * part
            sum = ck_checksum(nil, tensor.data.baseAddress?.advanced(by: first), size, sum)
        }
        return sum
    }
}
