import CKernels

/// Measures attention alone: no weights, no tokens, only queries over a cache of random numbers.
public struct AttentionBenchmark: Sendable {
    /// What is measured.
    public struct Shape: Sendable, Hashable {
        /// Query heads.
        public var heads: Int
        /// Key and value heads.
        public var kvHeads: Int
        /// Elements of a head.
        public var head: Int
        /// Keys.
        public var keys: Int
        /// Positions, the last of the keys; 1 is what decoding does.
        public var rows: Int
        /// Layers, each with keys and values of its own.
        public var layers: Int

        /// Creates a shape with as many layers, up to 30, as have 128 MB of keys and values in halves.
        public init(heads: Int, kvHeads: Int, head: Int, keys: Int, rows: Int) {
            (self.heads, self.kvHeads, self.head) = (heads, kvHeads, head)
            (self.keys, self.rows) = (keys, rows)
            let perLayer = max(1, 4 * kvHeads * head * keys)
            layers = rows == 1 ? max(1, min(30, (128 << 20) / perLayer)) : 1
        }
    }

    private let shape: Shape
    private let mode: CacheMode
    private let threads: Int

    /// Prepares a measurement in one of the modes that write tiles once, `f16` or `turbo8`.
    public init(_ shape: Shape, mode: CacheMode = .turbo8, threads: Int) {
        self.shape = shape
        self.mode = mode == .f16 ? .f16 : .turbo8
        self.threads = threads
    }

    /// Returns the microseconds a layer takes, the median of some rounds; it blocks its thread.
    ///
    /// - Throws: ``InferenceError`` with code `unsupportedModel` for heads that cannot be attended with.
    public func measure(rounds: Int) throws(InferenceError) -> Double {
        let pool = try ComputePool(threads: threads)
        let kernel = ck_attention_shape(
            mode: mode.kernelMode,
            heads: Int32(shape.heads),
            kv_heads: Int32(shape.kvHeads),
            head: Int32(shape.head),
            scale: 1 / Float(shape.head).squareRoot(),
            threshold: -10
        )
        let tiles = PagePool(try CacheLayout(kernel, layers: shape.layers, EngineOptions(cache: mode)))
        guard
            let attention = ck_attention_create(pool.pointer, kernel, Int32(shape.rows), Int32(shape.keys))
        else { throw InferenceError(.unsupportedModel, "heads of \(shape.head) cannot be attended with") }
        defer { ck_attention_destroy(attention) }
        let pages = (0..<(shape.keys + Page.tokens - 1) / Page.tokens).map { _ in tiles.take() }
        fill(pages, tiles.layout)
        let width = shape.heads * shape.head
        let queries = (0..<shape.rows * width).map { _ in Float.random(in: -2...2) }
        var out = [Float](repeating: 0, count: queries.count)
        let memory = pages.map { Optional($0.memory) }
        var times: [Double] = []
        let clock = ContinuousClock()
        withExtendedLifetime(pages) {
            memory.withUnsafeBufferPointer { memory in
                let views = (0..<shape.rows).map { row in
                    ck_view(
                        pages: memory.baseAddress,
                        buffers: nil,
                        first: 0,
                        length: Int32(shape.keys - shape.rows + 1 + row)
                    )
                }
                for _ in 0...max(1, rounds) {
                    let time = clock.measure {
                        for layer in 0..<shape.layers {
                            ck_attend(
                                pool.pointer,
                                attention,
                                views,
                                Int32(shape.rows),
                                tiles.layout.layer(layer),
                                queries,
                                &out
                            )
                        }
                    }
                    times.append(
                        Double(time.components.attoseconds) * 1e-12 + Double(time.components.seconds) * 1e6
                    )
                }
            }
        }
        // The first round warms up.
        times.removeFirst()
        times.sort()
        return times[times.count / 2] / Double(shape.layers)
    }

    private func fill(_ pages: [Page], _ layout: CacheLayout) {
        let tile = ck_tile_bytes(layout.shape.mode, layout.shape.head)
        let count = shape.layers * shape.kvHeads
        for page in pages {
            for slot in 0..<Page.tokens {
                let numbers = (0..<2 * shape.head).map { _ in Float.random(in: -1...1) }
                numbers.withUnsafeBufferPointer { numbers in
                    ck_tile_write(
                        layout.shape.mode,
                        layout.shape.head,
                        page.memory,
                        Int32(slot),
                        numbers.baseAddress,
                        numbers.baseAddress.map { $0 + shape.head }
                    )
                }
            }
            // What the numbers are does not matter: every tile gets the same.
            for index in 1..<max(2, count) where index < count {
                (page.memory + index * tile).copyMemory(from: page.memory, byteCount: tile)
            }
        }
    }
}
