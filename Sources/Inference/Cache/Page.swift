import CKernels

/// Keys and values of up to 64 tokens that follow each other, for every layer and head.
///
/// Sequences that begin alike share pages; who wants to write to a shared one copies it first. Where
/// tiles are packed, a page has a buffer until it is full and a page follows it: what stands in a
/// page sees its tokens as they were written.
final class Page {
    /// Tokens in a page.
    static let tokens = Int(CK_TILE)

    private let place: PagePlace
    /// Its tiles, or in packed modes what they are packed to.
    var memory: UnsafeMutableRawPointer { place.memory }
    /// What tokens are written to where tiles are packed.
    private(set) var buffer: UnsafeMutableRawPointer?
    private let pool: PagePool

    fileprivate init(_ place: PagePlace, _ buffer: UnsafeMutableRawPointer?, _ pool: PagePool) {
        self.place = place
        self.buffer = buffer
        self.pool = pool
    }

    deinit {
        seal()
        pool.recycle(place)
    }

    /// The bytes it takes.
    var bytes: Int { pool.layout.pageBytes + (buffer == nil ? 0 : pool.layout.bufferBytes) }

    /// Where tokens are written.
    var writable: UnsafeMutableRawPointer { buffer ?? memory }

    /// Gives up the buffer, after the page is full and packed.
    func seal() {
        guard let buffer else { return }
        pool.recycle(buffer: buffer)
        self.buffer = nil
    }

    /// Returns a page that begins with the first `tokens` tokens of this one; `nil` if they are packed.
    func beginning(_ tokens: Int) -> Page? {
        guard !pool.layout.packs || buffer != nil else { return nil }
        return pool.copy(self, tokens: tokens)
    }

    /// Whether a part of it can be shared by reference.
    ///
    /// The buffer of one that is packed may go at any time.
    var sharesParts: Bool { !pool.layout.packs }
}

/// Where pages come from and go back to.
final class PagePool {
    let layout: CacheLayout
    private var free: [PagePlace] = []
    private var slab: PageSlab?
    private var freeBuffers: [UnsafeMutableRawPointer] = []
    /// Pages in use.
    private(set) var live = 0
    private var buffers = 0

    init(_ layout: CacheLayout) { self.layout = layout }

    deinit {
        for memory in freeBuffers { memory.deallocate() }
    }

    /// The bytes of a page, its buffer not counted.
    var pageBytes: Int { layout.pageBytes }
    /// The bytes of all pages in use and their buffers.
    var liveBytes: Int { live * layout.pageBytes + buffers * layout.bufferBytes }

    /// Returns a page to write to; what is in it is of no meaning.
    func take() -> Page {
        live += 1
        let place = free.popLast() ?? fresh()
        guard layout.packs else { return Page(place, nil, self) }
        buffers += 1
        return Page(
            place,
            freeBuffers.popLast() ?? .allocate(byteCount: layout.bufferBytes, alignment: 64),
            self
        )
    }

    /// Returns a page that begins with the first `tokens` tokens of another, which is not packed yet.
    func copy(_ page: Page, tokens: Int) -> Page {
        let fresh = take()
        let shape = layout.shape
        let tiles = layout.layers * Int(shape.kv_heads)
        ck_tiles_copy(shape.mode, shape.head, fresh.writable, page.writable, tiles, Int32(tokens))
        return fresh
    }

    private func fresh() -> PagePlace {
        if let slab, slab.hasRoom { return slab.next() }
        let slab = PageSlab(pageBytes: layout.pageBytes)
        self.slab = slab
        return slab.next()
    }

    fileprivate func recycle(_ place: PagePlace) {
        live -= 1
        // A burst of short-lived branches must not hold its memory for good.
        if free.count < 32 { free.append(place) }
    }

    fileprivate func recycle(buffer: UnsafeMutableRawPointer) {
        buffers -= 1
        if freeBuffers.count < 8 { freeBuffers.append(buffer) } else { buffer.deallocate() }
    }
}
