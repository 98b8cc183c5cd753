import CKernels
import Models

/// Attends to keys of 2 bits and to values of 2 bits beside a model's attention to 4, and sums up what each head's
/// output loses by that.
///
/// It watches a pass that reads one sequence from its first token on, in the mode `turbo4`.
final class AttentionProbe {
    /// All heads packed one way, and how far their outputs were off.
    private final class Variant {
        let layout: CacheLayout
        var pages: [UnsafeMutableRawPointer?] = []
        var errors: [Double]

        init(_ layout: CacheLayout) {
            self.layout = layout
            errors = .init(repeating: 0, count: layout.layers * Int(layout.shape.kv_heads))
        }

        deinit { for page in pages { page?.deallocate() } }

        /// Makes room for the pages of so many tokens.
        func grow(to tokens: Int) {
            while pages.count * Page.tokens < tokens {
                pages.append(.allocate(byteCount: layout.pageBytes, alignment: 64))
            }
        }
    }

    private let keys, values: Variant
    /// What an error of one in each element of the queries' width adds to the stream, squared, layer by layer.
    private let gains: [[Float]]
    /// Whether what attention gives is normalised before it is added to the stream.
    private let isNormalized: Bool
    private var out: [Float]

    /// - Parameter shape: That of the pass that is watched.
    /// - Throws: ``InferenceError``.
    init(_ model: Model, _ shape: ck_attention_shape) throws(InferenceError) {
        let configuration = model.configuration
        let count = configuration.layers * configuration.kvHeads
        func variant(_ bits: [UInt8]) throws(InferenceError) -> Variant {
            let all = (0..<count).flatMap { _ in bits }
            let options = EngineOptions(
                cache: .turbo42,
                headBits: HeadBits(heads: configuration.kvHeads, bits: all)
            )
            return Variant(try CacheLayout(shape, layers: configuration.layers, options))
        }
        keys = try variant([2, 4])
        values = try variant([4, 2])
        var gains: [[Float]] = []
        for layer in 0..<configuration.layers {
            gains.append(try Self.gains(of: "blk.\(layer).attn_output.weight", in: model))
        }
        self.gains = gains
        isNormalized = configuration.postNorms
        out = .init(repeating: 0, count: Pass.capacity * configuration.queryWidth)
    }

    /// The squared length of each column of a matrix.
    private static func gains(of name: String, in model: Model) throws(InferenceError) -> [Float] {
        let tensor = try model.tensor(required: name)
        let columns = tensor.shape[0]
        var sums = [Float](repeating: 0, count: columns)
        var row = sums
        for start in stride(from: 0, to: tensor.data.count, by: tensor.bytesPerRow) {
            ck_dequantize(tensor.type.rawValue, tensor.data.baseAddress.map { $0 + start }, columns, &row)
            for column in 0..<columns { sums[column] += row[column] * row[column] }
        }
        tensor.release()
        return sums
    }

    /// What 2 bits in place of 4 cost each head's keys and then its values, layer by layer: the square of the
    /// change in the stream relative to the stream's, summed over the tokens.
    var losses: [Float] { zip(keys.errors, values.errors).flatMap { [Float($0), Float($1)] } }

    /// Looks at a layer whose attention was just computed.
    ///
    /// - Parameters:
    ///   - place: How the layer's tiles lie where the pass keeps them; its turns are taken from there.
    ///   - packs: The pages that were filled.
    func look(
        at pass: Pass,
        _ attention: OpaquePointer,
        layer: Int,
        turns: KeyTurns?,
        packs: [ck_pack],
        views: UnsafeMutablePointer<ck_view>
    ) {
        for variant in [keys, values] {
            let place = variant.layout.layer(layer, turns: turns)
            let first = Int(views[0].length) - 1
            variant.grow(to: first + pass.rows)
            let own = packs.enumerated().map { index, pack in
                ck_pack(page: variant.pages[first / Page.tokens + index], buffer: pack.buffer)
            }
            ck_cache_pack(pass.pool.pointer, pass.attentionShape, place, own, Int32(own.count))
            variant.pages.withUnsafeBufferPointer { pages in
                let seen = (0..<pass.rows).map { row in
                    var view = views[row]
                    view.pages = pages.baseAddress
                    return view
                }
                ck_attend(
                    pass.pool.pointer,
                    attention,
                    seen,
                    Int32(pass.rows),
                    place,
                    pass.query.pointer,
                    &out
                )
            }
            count(pass, layer, &variant.errors)
        }
    }

    /// Adds the differences of a layer's heads.
    private func count(_ pass: Pass, _ layer: Int, _ errors: inout [Double]) {
        let configuration = pass.configuration
        let (width, queryWidth) = (configuration.width, configuration.queryWidth)
        let share = queryWidth / configuration.kvHeads
        let gains = gains[layer]
        for row in 0..<pass.rows {
            let exact = pass.mixed.pointer + row * queryWidth
            var whole: Float = 0
            if isNormalized {
                for element in 0..<queryWidth { whole += gains[element] * exact[element] * exact[element] }
            } else {
                let stream = pass.stream.pointer + row * width
                for element in 0..<width { whole += stream[element] * stream[element] }
            }
            for head in 0..<configuration.kvHeads {
                var error: Float = 0
                for element in head * share..<(head + 1) * share {
                    let rest = out[row * queryWidth + element] - exact[element]
                    error += gains[element] * rest * rest
                }
                errors[layer * configuration.kvHeads + head] += Double(
                    error / max(whole, .leastNormalMagnitude)
                )
            }
        }
    }
}
