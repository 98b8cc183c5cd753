import CX11
import Glibc

/// A file descriptor that closes itself.
final class Descriptor: @unchecked Sendable {
    /// The descriptor's number; valid as long as this object lives and was not closed.
    let number: Int32
    private var isOpen = true

    init(owning number: Int32) { self.number = number }

    deinit { close() }

    /// Closes the descriptor; doing it twice is harmless.
    func close() {
        if isOpen { Glibc.close(number) }
        isOpen = false
    }

    /// Opens both ends of a pipe, neither of which a child inherits.
    static func pipe() throws(DesktopError) -> (read: Descriptor, write: Descriptor) {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else {
            throw DesktopError(.launchFailed, "No pipe could be opened: \(systemMessage(errno)).")
        }
        return (Descriptor(owning: ends[0]), Descriptor(owning: ends[1]))
    }

    /// Reads up to the first line end, the end of the stream, or the deadline.
    ///
    /// - Returns: The text without its line end; `nil` when the deadline passed first.
    func readLine(until deadline: Instant) -> String? {
        var bytes: [UInt8] = []
        while true {
            var poller = pollfd(fd: number, events: Int16(POLLIN), revents: 0)
            let ready = poll(&poller, 1, deadline.millisecondsLeft)
            if ready == 0 { return nil }
            if ready < 0 {
                if errno == EINTR { continue }
                return String(decoding: bytes, as: UTF8.self)
            }
            var byte: UInt8 = 0
            let count = read(number, &byte, 1)
            if count < 0, errno == EINTR { continue }
            if count <= 0 || byte == 10 { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(byte)
        }
    }
}

/// Returns the system's words for an error number.
func systemMessage(_ number: Int32) -> String {
    strerror(number).map { String(cString: $0) } ?? "error \(number)"
}
