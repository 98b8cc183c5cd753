import CKernels
import Glibc
import Models

/// The packed weights of one model: in a file that processes share, or in memory of this one.
///
/// Packing makes a second copy of the weights in the order the kernels read them. The copy is kept in
/// the user's cache and mapped read-only, so that the next process neither makes it nor holds it twice.
/// A file that is damaged, cut short or of another model is made anew; where the folder cannot be
/// written or the disk is full, the copy is in memory.
final class PackedWeights {
    /// Weights that are packed sooner than a file is looked for.
    static let smallest = 16 << 20

    private let plan: PackedPlan
    private let memory: WeightMemory
    /// The file that is to be written once all is packed.
    private let path: String?
    /// Matrices whose place is still empty, by name.
    private var missing: [String: TensorView] = [:]
    /// Where the weights come from.
    private(set) var origin: WeightsOrigin

    /// Finds the packed weights of a model, or makes room for them.
    ///
    /// - Parameter folder: Where files of packed weights are kept; `nil` uses memory.
    init(_ model: Model, folder: String?, _ pool: ComputePool) throws(InferenceError) {
        plan = PackedPlan(model)
        let plan = plan
        let folder = plan.bytes >= Self.smallest ? folder.map(PackedFolder.init) : nil
        if let folder, let memory = PackedFile.open(folder.path(of: plan), plan, pool) {
            (self.memory, path, origin) = (memory, nil, .shared)
            return
        }
        for name in plan.places.keys { missing[name] = try? model.tensor(name) }
        guard let memory = WeightMemory(reserving: PackedFile.header + plan.bytes), memory.makeWritable()
        else { throw Self.noMemory(plan.bytes) }
        self.memory = memory
        path = folder.flatMap { $0.makeRoom(for: plan.bytes) ? $0.path(of: plan) : nil }
        origin = .memory
    }

    private static func noMemory(_ bytes: Int) -> InferenceError {
        InferenceError(
            .outOfMemory,
            "no memory to pack \(bytes) bytes of weights; free some memory or use a smaller model"
        )
    }

    /// Two sums that tell the model's file from others.
    var key: [UInt64] { plan.key }

    /// The bytes of all.
    var bytes: Int { plan.bytes }

    /// Bytes a second at which all are read, by all threads.
    func readRate(_ pool: ComputePool) -> Double {
        let clock = ContinuousClock()
        let start = clock.now
        _ = ck_read(pool.pointer, memory.start, memory.length)
        return Double(memory.length) / max(1e-9, (clock.now - start) / .seconds(1))
    }

    /// Returns a matrix of the model's, packed.
    func matrix(_ tensor: TensorView, _ pool: ComputePool) throws(InferenceError) -> PackedMatrix {
        guard let place = plan.places[tensor.name] else {
            try tensor.requireFinite(pool)
            return try PackedMatrix(tensor, pool)
        }
        let isPacked = missing.removeValue(forKey: tensor.name) == nil
        // What is in a file was looked at when it was packed.
        if !isPacked { try tensor.requireFinite(pool) }
        let start = memory.start + PackedFile.header + place.lowerBound
        return try PackedMatrix(tensor, pool, at: start, isPacked: isPacked, of: self)
    }

    /// Says that all matrices were asked for: what was packed becomes a file that others find.
    ///
    /// The file takes the place of this process's memory, at the same addresses.
    func finish(_ pool: ComputePool) throws(InferenceError) {
        guard let path else { return }
        // Those that this version has no use for are packed too: a later one may, and trusts the file.
        for tensor in Array(missing.values) { _ = try matrix(tensor, pool) }
        guard let descriptor = PackedFile.write(memory, to: path, plan, pool) else { return }
        defer { close(descriptor) }
        guard memory.map(descriptor) else { throw Self.noMemory(plan.bytes) }
        origin = .written
    }
}

/// Where the packed weights of an engine come from.
public enum WeightsOrigin: String, Sendable, Hashable, Codable {
    /// A file that was there, which processes share.
    case shared
    /// A file made by this process, for the next.
    case written
    /// Memory of this process alone.
    case memory
}
