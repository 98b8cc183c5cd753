import CX11
import Core
import Dispatch
import Glibc

/// The pixels of a screen where its X server keeps them, mapped for reading.
///
/// The file is what Xvfb writes for `-fbdir`: a header of 32-bit numbers with the highest byte first (X11's
/// XWDFile.h), a table of colours, rows of pixels. The server draws whenever it likes, so whoever copies
/// must ask afterwards whether it did.
final class Framebuffer: @unchecked Sendable {
    private let base: UnsafeMutableRawPointer
    private let length: Int
    private let layout: FramebufferLayout

    /// Maps a file that shows a screen of that size.
    ///
    /// `nil` when there is none, when its header says anything else than what a `RawImage` holds, or
    /// when it could shrink: to read beyond the end of a file is the end of a process.
    init?(path: String, size: Size) {
        // A pipe of that name must not hold us up.
        let number = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else { return nil }
        let file = Descriptor(owning: number)
        let seals = fcntl(file.number, Int32(lam_get_seals))
        var info = stat()
        guard seals >= 0, seals & Int32(lam_seal_shrink) != 0, fstat(file.number, &info) == 0
        else { return nil }
        var header = [UInt8](repeating: 0, count: FramebufferLayout.headerSize)
        guard pread(file.number, &header, header.count, 0) == header.count,
            let layout = FramebufferLayout(header: header, size: size, fileSize: Int(info.st_size))
        else { return nil }
        let length = layout.start + layout.bytesPerRow * size.height
        guard let base = mmap(nil, length, PROT_READ, MAP_SHARED | MAP_POPULATE, file.number, 0),
            base != MAP_FAILED
        else { return nil }
        self.base = base
        self.length = length
        self.layout = layout
    }

    deinit { munmap(base, length) }

    /// Copies rows of the screen, as they are at the moment, to the same place of a copy without gaps.
    func copy(_ rows: Range<Int>, to target: UnsafeMutableRawPointer) {
        let bytes = rows.lowerBound * layout.bytesPerRow..<rows.upperBound * layout.bytesPerRow
        // Each part writes bytes of its own.
        nonisolated(unsafe) let target = target
        // A core alone does not keep the memory busy; more than two or so do not find more to do.
        let parts = bytes.count < 1 << 20 ? 1 : 4
        let share = (bytes.count / parts + 63) & ~63
        DispatchQueue.concurrentPerform(iterations: parts) { part in
            let own = (bytes.lowerBound + part * share..<bytes.lowerBound + (part + 1) * share)
                .clamped(to: bytes)
            lam_copy_streaming(target + own.lowerBound, base + layout.start + own.lowerBound, own.count)
        }
    }
}

/// Where in a server's file the pixels are.
struct FramebufferLayout {
    /// Bytes of the header that are looked at: all of XWD's version 7.
    static let headerSize = 100
    /// The offset of the first pixel.
    let start: Int
    /// Bytes from one row to the next.
    let bytesPerRow: Int

    /// Reads a header; `nil` unless the pixels are blue, green, red and an unused byte, of a screen of that
    /// size, without gaps, and all within the file.
    init?(header: [UInt8], size: Size, fileSize: Int) {
        guard header.count >= Self.headerSize else { return nil }
        let fields = stride(from: 0, to: Self.headerSize, by: 4).map { offset in
            header[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        // By the order in XWDFile.h: version, ZPixmap, depth, width, height; byte order at 7; bits a pixel,
        // bytes a row at 11; the masks of red, green and blue from 14 on.
        guard Array(fields[1...5]) == [7, 2, 24, size.width, size.height], fields[7] == 0, fields[11] == 32,
            Array(fields[14...16]) == [0xff0000, 0xff00, 0xff]
        else { return nil }
        // Each number has 32 bits, so that none of this overflows.
        start = fields[0] + fields[19] * Self.colorSize
        bytesPerRow = fields[12]
        guard fields[0] >= Self.headerSize, bytesPerRow == size.width * 4,
            start + bytesPerRow * size.height <= fileSize
        else { return nil }
    }

    private static let colorSize = 12
}
