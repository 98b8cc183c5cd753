import CPNG
import Dispatch
import Synchronization

/// Encoding of pixels that are not an `Image`, without copying them first.
public enum PNG {
    /// Into how many bands a picture is cut for the cores to share; the bytes of the PNG depend on
    /// it, so it does not depend on the machine.
    private static let bands = 4

    /// Pixels that several threads read.
    private struct Rows: @unchecked Sendable {
        let base: UnsafePointer<UInt8>
    }

    /// Bands of which each is written by one thread.
    private struct Bands: @unchecked Sendable {
        let bands: UnsafeMutableBufferPointer<lam_png_band>
    }

    /// Encodes rows of four bytes a pixel as a PNG of red, green and blue.
    ///
    /// - Parameters:
    ///   - bytesPerRow: Bytes from one row to the next, at least `width * 4`.
    ///   - level: zlib's level, 0 to 9.
    /// - Throws: `ImageError` with code `size` when the bytes are too few, else `encoding`.
    public static func encode(
        _ pixels: UnsafeRawBufferPointer,
        width: Int,
        height: Int,
        bytesPerRow: Int,
        layout: Image.Layout,
        level: Int = 1
    ) throws(ImageError) -> [UInt8] {
        guard width > 0, height > 0, width <= 1 << 16, height <= 1 << 16, bytesPerRow >= width * 4,
            pixels.count >= bytesPerRow * (height - 1) + width * 4, let base = pixels.baseAddress
        else {
            throw ImageError(
                .size,
                "\(pixels.count) bytes are no picture of \(width) × \(height) pixels of four bytes"
            )
        }
        var bands = [lam_png_band](repeating: lam_png_band(), count: min(Self.bands, height))
        var output = lam_png_output()
        defer {
            for band in bands { free(band.output.bytes) }
            free(output.bytes)
        }
        let lines = (0...bands.count).map { $0 * height / bands.count }
        let source = Rows(base: base.assumingMemoryBound(to: UInt8.self))
        let failures = Atomic(0)
        bands.withUnsafeMutableBufferPointer { bands in
            let target = Bands(bands: bands)
            DispatchQueue.concurrentPerform(iterations: bands.count) { index in
                let done = lam_png_compress(
                    source.base + lines[index] * bytesPerRow,
                    UInt32(width),
                    UInt32(lines[index + 1] - lines[index]),
                    bytesPerRow,
                    layout == .bgrx ? 1 : 0,
                    Int32(min(9, max(0, level))),
                    index + 1 == target.bands.count ? 1 : 0,
                    &target.bands[index]
                )
                if done == 0 { failures.add(1, ordering: .relaxed) }
            }
        }
        guard failures.load(ordering: .relaxed) == 0,
            lam_png_write(bands, bands.count, UInt32(width), UInt32(height), &output) != 0,
            let first = output.bytes
        else {
            throw ImageError(
                .encoding,
                "a picture of \(width) × \(height) pixels cannot be written as PNG",
                underlying: withUnsafeBytes(of: output.message) { text($0) }
            )
        }
        return Array(UnsafeBufferPointer(start: first, count: output.count))
    }

    static func text(_ message: UnsafeRawBufferPointer) -> String {
        String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
    }
}
