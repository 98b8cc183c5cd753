import Core
import Desktop
import Glibc

/// The pixels of a window at one moment, to tell whether anything in it changed.
struct WindowPixels: Sendable {
    /// Where they were taken, in screen pixels.
    let area: Rect
    private let image: RawImage

    init(_ image: RawImage, area: Rect) {
        self.image = image
        self.area = area
    }

    /// Whether more differs than a blinking caret would: a box of differing pixels wider than 3.
    ///
    /// - Parameter ignored: Screen areas that do not count, where a press leaves traces of its own
    ///   (the pointer over a button, a focus ring).
    func differs(from other: WindowPixels, ignoring ignored: [Rect] = []) -> Bool {
        guard image.width == other.image.width, image.height == other.image.height else { return true }
        var (left, right) = (Int.max, Int.min)
        image.withUnsafeBytes { mine in
            other.image.withUnsafeBytes { theirs in
                guard let one = mine.baseAddress, let two = theirs.baseAddress else { return }
                let width = image.width
                for row in 0..<image.height {
                    let (a, b) = (one + row * image.bytesPerRow, two + row * other.image.bytesPerRow)
                    // Most rows are equal, and comparing them whole is one call.
                    if memcmp(a, b, width * 4) == 0 { continue }
                    for column in 0..<width {
                        let (p, q) = (
                            a.load(fromByteOffset: column * 4, as: UInt32.self),
                            b.load(fromByteOffset: column * 4, as: UInt32.self)
                        )
                        if (p ^ q) & 0xff_ffff != 0 {
                            let place = Point(x: area.x + column, y: area.y + row)
                            if ignored.contains(where: { $0.contains(place) }) { continue }
                            left = min(left, column)
                            right = max(right, column)
                        }
                    }
                    if right >= left, right - left > 3 { return }
                }
            }
        }
        return right >= left && right - left >= 3
    }
}
