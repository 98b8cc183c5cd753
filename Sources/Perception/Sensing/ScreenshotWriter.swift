import Core
import Desktop
import Images

/// Turns captures into stored PNGs, and does nothing for a capture equal to the last.
actor ScreenshotWriter {
    /// The address of a screenshot, or why there is none.
    struct Result: Sendable {
        var digest: Digest?
        var problems: [Degradation] = []
        var timings: [String: Double] = [:]
    }

    private var last: (image: RawImage, digest: Digest)?

    func write(_ image: RawImage, to store: any BlobStore, level: Int) -> Result {
        let clock = PhaseClock()
        if let last, last.image.hasSamePixels(as: image) {
            return Result(digest: last.digest, timings: ["png": clock.milliseconds])
        }
        do {
            let png = try image.withUnsafeBytes { bytes in
                try PNG.encode(
                    bytes,
                    width: image.width,
                    height: image.height,
                    bytesPerRow: image.bytesPerRow,
                    layout: .bgrx,
                    level: level
                )
            }
            let digest = try store.put(png)
            last = (image, digest)
            return Result(digest: digest, timings: ["png": clock.milliseconds])
        } catch {
            return Result(problems: [Degradation(subject: "screenshot", reason: "\(error)")])
        }
    }
}
