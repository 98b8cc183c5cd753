import CX11
import Glibc

/// Memory in which Xvfb keeps the screen, so that we can read the pixels where they are.
///
/// Xvfb wants a directory for a file; what it finds there is a link to a descriptor that it got from us. So
/// the memory has no name in any file system, and is gone with its last user, however that ends.
enum ScreenMemory {
    /// The descriptor's number in the server, after that of `-displayfd`.
    private static let number = 4

    /// Makes the memory and the directory to give to Xvfb; `nil` where the system cannot.
    static func make(directory: String) -> Descriptor? {
        let memory = memfd_create(
            "lam-screen",
            UInt32(lam_memfd_cloexec | lam_memfd_allow_sealing)
        )
        guard memory >= 0 else { return nil }
        let descriptor = Descriptor(owning: memory)
        let link = "\(directory)/Xvfb_screen0"
        // One may be left of an attempt with another display number.
        unlink(link)
        guard fcntl(memory, Int32(lam_add_seals), Int32(lam_seal_shrink)) == 0,
            (try? Files.makeDirectory(directory)) != nil,
            symlink("/proc/self/fd/\(number)", link) == 0
        else { return nil }
        return descriptor
    }

    /// Where this user's processes find the memory that a server was given.
    static func path(server: Int32) -> String { "/proc/\(server)/fd/\(number)" }
}
