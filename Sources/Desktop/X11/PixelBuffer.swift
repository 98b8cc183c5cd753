import CX11
import Core
import Glibc
import Synchronization

/// The memory of an image: a segment shared with an X server, or plain memory.
///
/// Its bytes never change while an image that was handed out uses it; after the last one is gone they
/// may be written again or the segment goes back to its pool.
final class PixelBuffer: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
    let segment: SharedSegment?
    private let pool: PixelPool?

    init(segment: SharedSegment, pool: PixelPool) {
        self.segment = segment
        self.pool = pool
        address = segment.address
    }

    init(copying bytes: [UInt8], count: Int) {
        segment = nil
        pool = nil
        address = .allocate(byteCount: max(1, count), alignment: 16)
        address.initializeMemory(as: UInt8.self, repeating: 0, count: max(1, count))
        bytes.withUnsafeBytes { source in
            if let base = source.baseAddress {
                address.copyMemory(from: base, byteCount: min(count, source.count))
            }
        }
    }

    deinit {
        if let segment { pool?.giveBack(segment) } else { address.deallocate() }
    }
}

/// A System V segment that the X server writes pixels into (MIT-SHM).
final class SharedSegment: @unchecked Sendable {
    let address: UnsafeMutableRawPointer
    let size: Int
    var info: XShmSegmentInfo

    /// Makes a segment and attaches it here and in the server; `nil` when either refuses.
    init?(size: Int, on connection: XConnection) {
        let id = shmget(IPC_PRIVATE, size, IPC_CREAT | 0o600)
        guard id >= 0 else { return nil }
        // Marked for removal once both sides have it, so that no end of ours leaves it behind.
        defer { shmctl(id, IPC_RMID, nil) }
        guard let address = shmat(id, nil, 0), Int(bitPattern: address) != -1 else { return nil }
        self.address = address
        self.size = size
        info = XShmSegmentInfo()
        info.shmid = id
        info.shmaddr = address.assumingMemoryBound(to: CChar.self)
        let attached = try? connection.perform("share memory", synchronize: true) { XShmAttach($0, &info) }
        guard attached != nil else { return nil }
        // Touches every page now: the server would otherwise do it during the first capture.
        memset(address, 0, size)
    }

    deinit { shmdt(address) }
}

/// The segments of one connection that no image uses at the moment.
final class PixelPool: Sendable {
    private let free = Mutex<[SharedSegment]>([])
    private let segmentSize: Int
    private let usesSharing: Atomic<Bool>

    init(_ connection: XConnection, size: Size) {
        segmentSize = size.width * size.height * 4
        usesSharing = Atomic(XShmQueryExtension(connection.handle) != 0)
    }

    /// Takes a segment large enough for the whole screen; `nil` when the server shares no memory.
    func take(on connection: XConnection) -> SharedSegment? {
        guard usesSharing.load(ordering: .relaxed) else { return nil }
        if let segment = free.withLock({ $0.popLast() }) { return segment }
        if let segment = SharedSegment(size: segmentSize, on: connection) { return segment }
        if !connection.isLost { usesSharing.store(false, ordering: .relaxed) }
        return nil
    }

    /// Takes back a segment; more than a few are let go.
    func giveBack(_ segment: SharedSegment) {
        free.withLock { if $0.count < 4 { $0.append(segment) } }
    }
}
