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
    private let memory: UnsafeMutableRawPointer
    private let length: Int
    private let file: PackedFile?
    /// Matrices whose place is still empty, by name.
    private var missing: [String: TensorView] = [:]
    /// Where the weights come from.
    private(set) var origin: WeightsOrigin

    /// Finds the packed weights of a model, or makes room for them.
    ///
    /// - Parameter folder: Where files of packed weights are kept; `nil` uses memory.
    init(_ model: Model, folder: String?, _ pool: ComputePool) throws(InferenceError) {
        plan = PackedPlan(model)
        let folder = plan.bytes >= Self.smallest ? folder.map(PackedFolder.init) : nil
        if let folder, let file = PackedFile(opening: folder.path(of: plan), plan, pool) {
            (memory, length, self.file, origin) = (file.start, file.length, nil, .shared)
            return
        }
        for name in plan.places.keys { missing[name] = try? model.tensor(name) }
        if let folder, folder.makeRoom(for: plan.bytes),
            let file = PackedFile(creating: folder.path(of: plan), plan)
        {
            (memory, length, self.file, origin) = (file.start, file.length, file, .written)
            return
        }
        let length = max(PackedFile.header + plan.bytes, 1)
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        guard let memory = mmap(nil, length, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED
        else {
            throw InferenceError(
                .outOfMemory,
                "no memory to pack \(plan.bytes) bytes of weights; free some memory or use a smaller model"
            )
        }
        // Large pages: streaming the weights touches each page once a token.
        madvise(memory, length, MADV_HUGEPAGE)
        (self.memory, self.length, file, origin) = (memory, length, nil, .memory)
    }

    deinit {
        munmap(memory, length)
        // Unless it was published, which leaves no draft.
        file?.discard()
    }

    /// Two sums that tell the model's file from others.
    var key: [UInt64] { plan.key }

    /// The bytes of all.
    var bytes: Int { plan.bytes }

    /// Returns a matrix of the model's, packed.
    func matrix(_ tensor: TensorView, _ pool: ComputePool) throws(InferenceError) -> PackedMatrix {
        guard let place = plan.places[tensor.name] else {
            try tensor.requireFinite(pool)
            return try PackedMatrix(tensor, pool)
        }
        let isPacked = missing.removeValue(forKey: tensor.name) == nil
        // What is in a file was looked at when it was packed.
        if !isPacked { try tensor.requireFinite(pool) }
        let start = memory + PackedFile.header + place.lowerBound
        return try PackedMatrix(tensor, pool, at: start, isPacked: isPacked, of: self)
    }

    /// Says that all matrices were asked for: what was packed becomes a file that others find.
    func finish(_ pool: ComputePool) throws(InferenceError) {
        guard let file else { return }
        // Those that this version has no use for are packed too: a later one may, and trusts the file.
        for tensor in Array(missing.values) { _ = try matrix(tensor, pool) }
        if !file.publish(plan, pool) { origin = .memory }
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
