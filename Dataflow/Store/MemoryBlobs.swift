public import Core
import Synchronization

/// A store of bytes in memory that forgets the oldest when it is full.
///
/// Screenshots wait here between the capture and the recorder, so that nothing is on disk
/// before it is masked.
public final class MemoryBlobs: BlobStore {
    private struct Content {
        var bytes: [Digest: [UInt8]] = [:]
        var order: [Digest] = []
        var total = 0
    }

    private let content = Mutex(Content())
    private let capacity: Int

    /// Creates an empty store.
    ///
    /// - Parameter capacity: Bytes kept at most; the newest content is kept even if it is larger.
    public init(capacity: Int = 64 << 20) { self.capacity = capacity }

    /// Stores bytes and returns their address.
    public func put(_ bytes: [UInt8]) -> Digest {
        let digest = Digest(of: bytes)
        content.withLock { content in
            if content.bytes.updateValue(bytes, forKey: digest) != nil {
                content.order.removeAll { $0 == digest }
            } else {
                content.total += bytes.count
            }
            content.order.append(digest)
            while content.total > capacity, content.order.count > 1 {
                content.total -= content.bytes.removeValue(forKey: content.order.removeFirst())?.count ?? 0
            }
        }
        return digest
    }

    /// Returns the bytes of an address, or `nil` when they were never here or are forgotten.
    public func get(_ digest: Digest) -> [UInt8]? { content.withLock { $0.bytes[digest] } }
}
