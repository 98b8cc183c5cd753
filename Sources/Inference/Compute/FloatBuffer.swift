/// Floats that stay where they are.
final class FloatBuffer {
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
}
