extension TrainingOptions {
    /// Draws, by the seed, which of some prefixes are held back for evaluation; none of fewer than five.
    public func heldBack(of prefixes: Int) -> Set<Int> {
        let count = Int((Float(prefixes) * holdBack).rounded())
        guard holdBack > 0, prefixes >= 5 else { return [] }
        var random = SplitMix(seed: seed, stream: 1 << 40)
        return Set(random.shuffled(Array(0..<prefixes)).prefix(max(1, count)))
    }
}
