import Glibc

/// Memory for some pages, in huge pages of the system where it has them.
///
/// A token reads all of its context once, a few kilobytes here and there in every page: with pages of the system
/// of 4 KiB it would look up as many addresses as it reads tiles. The memory goes when its last page does.
final class PageSlab {
    let memory: UnsafeMutableRawPointer
    private let pageBytes: Int
    private let bytes: Int
    private let isMapped: Bool
    private var used = 0
    /// What a huge page has on the machines at hand; elsewhere it is only a size.
    private static let huge = 2 << 20

    /// Takes memory for as many pages as fit about 8 MiB, at least one.
    init(pageBytes: Int) {
        self.pageBytes = pageBytes
        let least = max(pageBytes, 4 * Self.huge)
        bytes = (least + Self.huge - 1) / Self.huge * Self.huge
        let access = PROT_READ | PROT_WRITE
        if let memory = mmap(nil, bytes, access, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), memory != MAP_FAILED {
            self.memory = memory
            isMapped = true
            // Advice only; where it is not taken, pages are small.
            _ = madvise(memory, bytes, MADV_HUGEPAGE)
        } else {
            memory = .allocate(byteCount: bytes, alignment: 64)
            isMapped = false
        }
    }

    deinit {
        if isMapped { munmap(memory, bytes) } else { memory.deallocate() }
    }

    /// Whether a place is left that was not used before.
    var hasRoom: Bool { (used + 1) * pageBytes <= bytes }

    /// Returns such a place.
    func next() -> PagePlace {
        defer { used += 1 }
        return PagePlace(memory: memory + used * pageBytes, slab: self)
    }
}

/// Where a page lies; it keeps the slab.
struct PagePlace {
    let memory: UnsafeMutableRawPointer
    private let slab: PageSlab

    fileprivate init(memory: UnsafeMutableRawPointer, slab: PageSlab) {
        (self.memory, self.slab) = (memory, slab)
    }
}
