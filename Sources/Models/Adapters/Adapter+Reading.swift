import CKernels
import Glibc

extension Adapter {
    /// Reads an adapter: a GGUF file of type "adapter", or a PEFT folder or its safetensors file.
    ///
    /// - Throws: ``ModelError`` that names the file and the key, tensor or byte that is wrong.
    public init(contentsOf path: String) throws(ModelError) {
        var status = stat()
        if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
            self = try Adapter(peft: path)
        } else if path.hasSuffix(".safetensors") {
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            self = try Adapter(peft: folder.isEmpty ? "." : folder.joined(separator: "/"))
        } else {
            self = try Adapter(GGUFFile(contentsOf: path))
        }
    }

    /// Puts pairs of factors together and checks them.
    ///
    /// - Parameters:
    ///   - notes: The file's texts by key; those that are no notes are left out.
    ///   - pairs: By matrix: A and B with their shapes in GGUF order, [columns, rank] and [rank, rows],
    ///     and the scale for their rank.
    init(
        path: String,
        architecture: String?,
        unpermuted: Bool,
        notes: [String: String],
        pairs: [String: (a: FactorTensor?, b: FactorTensor?)],
        scale: (_ name: String, _ rank: Int) throws(ModelError) -> Float
    ) throws(ModelError) {
        guard !pairs.isEmpty else {
            throw ModelError(.malformed, file: path, "holds no factors; use an adapter with lora tensors")
        }
        var factors: [String: LowRankFactors] = [:]
        var hash: UInt64 = 0
        for (name, pair) in pairs.sorted(by: { $0.key < $1.key }) {
            guard let a = pair.a, let b = pair.b else {
                throw ModelError(
                    .missing,
                    file: path,
                    "the change of \(name) lacks its factor \(pair.a == nil ? "A" : "B"); "
                        + "the adapter is incomplete, get it again"
                )
            }
            guard a.shape.count == 2, b.shape.count == 2, a.shape[1] == b.shape[0] else {
                throw ModelError(
                    .malformed,
                    file: path,
                    "the factors of \(name) have the shapes \(a.shape) and \(b.shape), expected "
                        + "[columns, rank] and [rank, rows] of one rank"
                )
            }
            let rank = a.shape[1]
            guard (1...Self.largestRank).contains(rank) else {
                throw ModelError(
                    .unsupported,
                    file: path,
                    "the change of \(name) has rank \(rank), 1 to \(Self.largestRank) are supported"
                )
            }
            let scale = try scale(name, rank)
            guard scale.isFinite, a.values.allSatisfy(\.isFinite), b.values.allSatisfy(\.isFinite) else {
                throw ModelError(
                    .malformed,
                    file: path,
                    "the change of \(name) holds values that are no numbers; train or get the adapter again"
                )
            }
            Array(name.utf8).withUnsafeBytes { hash = Self.checksum($0, hash) }
            a.values.withUnsafeBytes { hash = Self.checksum($0, hash) }
            b.values.withUnsafeBytes { hash = Self.checksum($0, hash) }
            withUnsafeBytes(of: scale) { hash = Self.checksum($0, hash) }
            factors[name] = LowRankFactors(
                rank: rank,
                columns: a.shape[0],
                rows: b.shape[1],
                a: a.values,
                b: b.values,
                scale: scale
            )
        }
        self.path = path
        self.architecture = architecture
        self.factors = factors
        self.notes = notes.filter { $0.key.hasPrefix(AdapterFile.notePrefix) }
        fingerprint = hash
        hasUnpermutedHeads = unpermuted
    }

    /// The checksum of some bytes after those of `seed`, a mebibyte at a time since there is no pool.
    private static func checksum(_ bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        var result = seed &+ 1
        for first in stride(from: 0, to: bytes.count, by: 1 << 20) {
            let part = UnsafeRawBufferPointer(rebasing: bytes[first..<min(bytes.count, first + (1 << 20))])
            result = ck_checksum(nil, part.baseAddress, part.count, result)
        }
        return result
    }
}

/// A factor as it was read.
struct FactorTensor {
    /// The extents, the fastest-running first.
    let shape: [Int]
    let values: [Float]
}
