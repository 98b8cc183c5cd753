import CKernels
import Foundation

/// The state of a run between two steps.
///
/// A file holds eight bytes "LAMTRAIN", the length of a JSON header and the header, the parameters, the two means
/// of AdamW and the parameters of the best evaluation in 32 bits, and a checksum of all that.
struct Checkpoint {
    /// What stands in the header.
    struct Header: Codable, Equatable {
        /// What tells the run from others: its options, examples and model.
        var run: String
        /// The steps that are done.
        var step: Int
        /// The parameters.
        var count: Int
        /// What the steps gave.
        var history: [TrainingStep]
        /// What the evaluations gave.
        var evaluations: [TrainingEvaluation]
        /// The best of them after the first step.
        var best: TrainingEvaluation?
    }

    static let magic = Array("LAMTRAIN".utf8)
    /// The largest header that is read.
    static let largestHeader = 256 << 20

    /// Writes a checkpoint.
    ///
    /// - Parameter arrays: Parameters, means and best parameters.
    static func write(_ header: Header, _ arrays: [FloatMemory], to path: String, _ lanes: Lanes)
        throws(TrainingError)
    {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let json: Data
        do { json = try encoder.encode(header) } catch {
            throw TrainingError(.unwritable, "the checkpoint \(path) cannot be encoded", underlying: error)
        }
        var head = magic
        withUnsafeBytes(of: UInt64(json.count).littleEndian) { head += $0 }
        head += json
        var sum: UInt64 = 0
        head.withUnsafeBytes { sum = checksum($0, sum, lanes) }
        for array in arrays { array.withBytes { sum = checksum($0, sum, lanes) } }
        let result = head.withUnsafeBytes { head in
            withUnsafeBytes(of: sum.littleEndian) { tail in
                let parts = [head] + arrays.map { $0.withBytes { $0 } } + [tail]
                return Result { () throws(TrainingError) in try DurableFile.replace(path, with: parts) }
            }
        }
        withExtendedLifetime(arrays) {}
        try result.get()
    }

    /// Reads a checkpoint into arrays; `nil` when there is none, or it is damaged.
    ///
    /// - Throws: ``TrainingError`` with code `otherRun` when it is not of this run.
    static func read(_ path: String, run: String, into arrays: [FloatMemory], _ lanes: Lanes)
        throws(TrainingError) -> Header?
    {
        guard let data = try? Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped) else {
            return nil
        }
        let floats = arrays.reduce(0) { $0 + $1.count * 4 }
        guard data.count >= 24, Array(data.prefix(8)) == magic else { return nil }
        let length = data.withUnsafeBytes {
            UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        guard length <= largestHeader, Int(length) <= data.count - 24,
            let header = try? JSONDecoder().decode(Header.self, from: data[16..<16 + Int(length)])
        else { return nil }
        guard header.run == run else {
            throw TrainingError(
                .otherRun,
                "\(path) is of a run with other examples, options or another model; finish that one, or "
                    + "name another output folder, or start anew with --restart"
            )
        }
        let start = 16 + Int(length)
        guard header.count * 4 * arrays.count == floats, data.count == start + floats + 8 else { return nil }
        return data.withUnsafeBytes { bytes -> Header? in
            var sum = checksum(UnsafeRawBufferPointer(rebasing: bytes[0..<start]), 0, lanes)
            var at = start
            for array in arrays {
                let part = UnsafeRawBufferPointer(rebasing: bytes[at..<at + array.count * 4])
                sum = checksum(part, sum, lanes)
                at += array.count * 4
            }
            let stated = UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
            guard stated == sum else { return nil }
            at = start
            for array in arrays {
                let to = UnsafeMutableRawBufferPointer(start: array.pointer, count: array.count * 4)
                to.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[at..<at + to.count]))
                at += array.count * 4
            }
            return header
        }
    }

    /// The checksum of some bytes after those of `seed`.
    static func checksum(_ bytes: UnsafeRawBufferPointer, _ seed: UInt64, _ lanes: Lanes) -> UInt64 {
        ck_checksum(lanes.pool, bytes.baseAddress, bytes.count, seed &+ 1)
    }
}
