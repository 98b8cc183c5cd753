import Glibc

/// Address space for packed weights, begun on a large page so that these can back it.
///
/// Streaming the weights touches each of their pages once a token: with pages of 4 KiB the processor
/// spends a tenth of its time on finding them.
final class WeightMemory {
    /// The bytes of a large page.
    static let largePage = 2 << 20

    let start: UnsafeMutableRawPointer
    let length: Int

    /// Reserves addresses; nothing may be read or written yet.
    init?(reserving bytes: Int) {
        let page = Int(sysconf(Int32(_SC_PAGESIZE)))
        let length = (max(bytes, 1) + page - 1) / page * page
        let whole = length + Self.largePage
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let all = mmap(nil, whole, PROT_NONE, flags, -1, 0), all != MAP_FAILED else { return nil }
        let before = -Int(bitPattern: all) & (Self.largePage - 1)
        if before > 0 { munmap(all, before) }
        munmap(all + before + length, Self.largePage - before)
        (start, self.length) = (all + before, length)
    }

    deinit { munmap(start, length) }

    /// Backs the addresses with memory of this process, all zero; whether there was some.
    func makeWritable() -> Bool {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED
        guard mmap(start, length, PROT_READ | PROT_WRITE, flags, -1, 0) != MAP_FAILED else { return false }
        madvise(start, length, MADV_HUGEPAGE)
        return true
    }

    /// Backs the addresses with a file's bytes, read-only, in place of what was there; whether that could
    /// be done.
    func map(_ descriptor: Int32) -> Bool {
        guard mmap(start, length, PROT_READ, MAP_SHARED | MAP_FIXED, descriptor, 0) != MAP_FAILED else {
            return false
        }
        // What of the file is not in memory is read by large pages, too.
        madvise(start, length, MADV_HUGEPAGE)
        return true
    }
}
