import CKernels

/// Keys and values of up to 64 tokens that follow each other, for every layer and head.
///
/// Sequences that begin alike share pages; who wants to write to a shared one copies it first.
final class Page {
    /// Tokens in a page.
    static let tokens = Int(CK_TILE)

    let memory: UnsafeMutableRawPointer
    private let pool: PagePool

    fileprivate init(_ memory: UnsafeMutableRawPointer, _ pool: PagePool) {
        self.memory = memory
        self.pool = pool
    }

    deinit { pool.recycle(memory) }
}

/// Where pages come from and go back to.
final class PagePool {
    /// The bytes of a page.
    let pageBytes: Int
    /// Tiles in a page: layers times key-value heads.
    let tiles: Int
    private let shape: ck_attention_shape
    private var free: [UnsafeMutableRawPointer] = []
    /// Pages in use.
    private(set) var live = 0

    init(shape: ck_attention_shape, layers: Int) {
        self.shape = shape
        tiles = layers * Int(shape.kv_heads)
        pageBytes = tiles * ck_tile_bytes(shape.mode, shape.head)
    }

    deinit {
        for memory in free { memory.deallocate() }
    }

    /// Returns a page; what is in it is of no meaning.
    func take() -> Page {
        live += 1
        if let memory = free.popLast() { return Page(memory, self) }
        return Page(.allocate(byteCount: pageBytes, alignment: 64), self)
    }

    /// Returns a page that begins with the first `tokens` tokens of another.
    func copy(_ page: Page, tokens: Int) -> Page {
        let fresh = take()
        ck_tiles_copy(shape.mode, shape.head, fresh.memory, page.memory, tiles, Int32(tokens))
        return fresh
    }

    fileprivate func recycle(_ memory: UnsafeMutableRawPointer) {
        live -= 1
        // A burst of short-lived branches must not hold its memory for good.
        if free.count < 32 { free.append(memory) } else { memory.deallocate() }
    }
}
