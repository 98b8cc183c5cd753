/// Floats that stay where they are.
final class FloatMemory {
    let pointer: UnsafeMutablePointer<Float>
    let count: Int

    /// Makes room for `count` floats, all zero.
    init(_ count: Int) {
        self.count = max(1, count)
        let memory = UnsafeMutableRawPointer.allocate(byteCount: self.count * 4, alignment: 64)
        pointer = memory.bindMemory(to: Float.self, capacity: self.count)
        pointer.initialize(repeating: 0, count: self.count)
    }

    deinit { UnsafeMutableRawPointer(pointer).deallocate() }

    /// Sets all to zero.
    func clear() { pointer.update(repeating: 0, count: count) }

    /// The bytes, for as long as `body` runs.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: pointer, count: count * 4))
    }
}
