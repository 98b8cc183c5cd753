import CKernels
import Glibc

/// A file of packed weights, mapped: a page that says what it is, then the weights.
///
/// The page holds six numbers of 64 bits: a mark, the two of the plan's key, the bytes of the weights,
/// their checksum and that of the five before. Nothing in the file is a place or a
/// length, so whatever its bytes, none outside it is touched.
struct PackedFile {
    /// The bytes before the weights.
    static let header = 4096
    private static let mark: UInt64 = 0x314B_4341_504D_414C

    let start: UnsafeMutableRawPointer
    let length: Int
    private let path: String
    private let draft: String

    /// Maps a file if it is there and whole.
    init?(opening path: String, _ plan: PackedPlan, _ pool: ComputePool) {
        let length = Self.header + plan.bytes
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == geteuid(), status.st_size == length,
            let start = mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0), start != MAP_FAILED
        else { return nil }
        let said = (0..<6).map { start.load(fromByteOffset: 8 * $0, as: UInt64.self) }
        guard said == Self.numbers(start, plan, pool) else {
            munmap(start, length)
            return nil
        }
        // The time of the last reading is what decides who goes when the folder is full.
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        futimens(descriptor, [now, status.st_mtim])
        (self.start, self.length, self.path, draft) = (start, length, path, "")
    }

    /// Makes a file under another name, with its room on the disk taken, for the weights to be packed into.
    init?(creating path: String, _ plan: PackedPlan) {
        let length = Self.header + plan.bytes
        // Several engines may pack the same model at once.
        draft = path + ".\(UInt64.random(in: 0 ... .max))" + PackedFolder.draftSuffix
        let descriptor = open(draft, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // A page of a file that the disk has no room for would end the process when it is written to.
        guard posix_fallocate(descriptor, 0, length) == 0,
            let start = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0),
            start != MAP_FAILED
        else {
            unlink(draft)
            return nil
        }
        (self.start, self.length, self.path) = (start, length, path)
    }

    /// Writes what the file is and gives it its name; whether that could be done.
    ///
    /// The weights stay mapped, read-only from now on.
    func publish(_ plan: PackedPlan, _ pool: ComputePool) -> Bool {
        for (index, number) in Self.numbers(start, plan, pool).enumerated() {
            start.storeBytes(of: number, toByteOffset: 8 * index, as: UInt64.self)
        }
        mprotect(start, length, PROT_READ)
        if rename(draft, path) == 0 { return true }
        return false
    }

    /// Removes what was not published.
    func discard() { unlink(draft) }

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
