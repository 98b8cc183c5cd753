extension Adapter {
    /// Makes an adapter of small random numbers that changes all seven matrices of each block.
    ///
    /// Meant for measuring what adapters cost.
    package static func random(rank: Int, for configuration: ModelConfiguration) -> Adapter {
        let (width, hidden) = (configuration.width, configuration.feedForward)
        let (query, value) = (configuration.queryWidth, configuration.kvWidth)
        let shapes = [
            ("attn_q", width, query), ("attn_k", width, value), ("attn_v", width, value),
            ("attn_output", query, width), ("ffn_gate", width, hidden), ("ffn_up", width, hidden),
            ("ffn_down", hidden, width),
        ]
        func numbers(_ count: Int) -> [Float] {
            (0..<count).map { _ in Float(Int16.random(in: -1000...1000)) * 1e-6 }
        }
        var factors: [String: LowRankFactors] = [:]
        for layer in 0..<configuration.layers {
            for (name, columns, rows) in shapes {
                factors["blk.\(layer).\(name).weight"] = LowRankFactors(
                    rank: rank,
                    columns: columns,
                    rows: rows,
                    a: numbers(rank * columns),
                    b: numbers(rank * rows),
                    scale: 1
                )
            }
        }
        return Adapter(
            path: "random adapter",
            architecture: configuration.architecture.rawValue,
            factors: factors,
            notes: [:],
            fingerprint: .random(in: 1 ... .max),
            hasUnpermutedHeads: false
        )
    }
}
