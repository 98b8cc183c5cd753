import CKernels
import Glibc

/// Files of packed weights: a page that says what it is, then the weights.
///
/// The page holds six numbers of 64 bits: a mark, the two of the plan's key, the bytes of the weights,
/// their checksum and that of the five before. Nothing in the file is a place or a
/// length, so whatever its bytes, none outside it is touched.
enum PackedFile {
    /// The bytes before the weights.
    static let header = 4096
    private static let mark: UInt64 = 0x314B_4341_504D_414C

    /// Maps a file if it is there and whole.
    static func open(_ path: String, _ plan: PackedPlan, _ pool: ComputePool) -> WeightMemory? {
        let length = header + plan.bytes
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == geteuid(), status.st_size == length,
            let memory = WeightMemory(reserving: length), memory.map(descriptor)
        else { return nil }
        let said = (0..<6).map { memory.start.load(fromByteOffset: 8 * $0, as: UInt64.self) }
        guard said == numbers(memory.start, plan, pool) else { return nil }
        // The time of the last reading is what decides who goes when the folder is full.
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        futimens(descriptor, [now, status.st_mtim])
        return memory
    }

    /// Writes memory, a page and the weights after it, to a file and returns the file; `nil` if it could
    /// not be written.
    ///
    /// The system keeps what is written at a time together: large pages of the file need large parts.
    static func write(_ memory: WeightMemory, to path: String, _ plan: PackedPlan, _ pool: ComputePool)
        -> Int32?
    {
        // Several engines may pack the same model at once.
        let draft = path + ".\(UInt64.random(in: 0 ... .max))" + PackedFolder.draftSuffix
        let descriptor = Glibc.open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        for (index, number) in numbers(memory.start, plan, pool).enumerated() {
            memory.start.storeBytes(of: number, toByteOffset: 8 * index, as: UInt64.self)
        }
        let length = header + plan.bytes
        var end = 0
        while end < length {
            let count = min(WeightMemory.largePage - end % WeightMemory.largePage, length - end)
            let written = pwrite(descriptor, memory.start + end, count, off_t(end))
            guard written > 0 || (written < 0 && errno == EINTR) else { break }
            end += max(0, written)
        }
        if end == length, rename(draft, path) == 0 { return descriptor }
        unlink(draft)
        close(descriptor)
        return nil
    }

    private static func numbers(_ start: UnsafeMutableRawPointer, _ plan: PackedPlan, _ pool: ComputePool)
        -> [UInt64]
    {
        let weights = start + header
        var numbers = [mark] + plan.key + [UInt64(plan.bytes)]
        numbers.append(ck_checksum(pool.pointer, weights, plan.bytes, 0))
        numbers.append(numbers.withUnsafeBytes { ck_checksum(nil, $0.baseAddress, $0.count, 0) })
        return numbers
    }
}
