public import Core
import Glibc

/// Where two pictures of the same size differ, by tiles and by the smallest rectangle round it.
public struct TileDifference: Hashable, Sendable {
    /// The edge of a tile in pixels.
    public static let tile = 32

    /// The tiles that differ, in screen pixels, from the top left; those at the edges are smaller.
    public let tiles: [Rect]
    /// The smallest rectangle that holds every pixel that differs; empty when none does.
    public let bounds: Rect

    /// Whether no pixel differs.
    public var isEmpty: Bool { tiles.isEmpty }

    /// Compares two pictures; pictures of different extents or layouts differ everywhere.
    public init(_ before: Image, _ after: Image) {
        guard before.width == after.width, before.height == after.height, before.layout == after.layout
        else {
            tiles = Self.grid(after.bounds)
            bounds = after.bounds
            return
        }
        self = before.bytes.withUnsafeBytes { old in
            after.bytes.withUnsafeBytes { new in
                TileDifference(
                    old,
                    new,
                    width: after.width,
                    height: after.height,
                    bytesPerRow: after.width * 4
                )
            }
        }
    }

    /// Compares the bytes of two pictures of one size, four bytes a pixel.
    ///
    /// - Parameter bytesPerRow: Bytes from one row to the next in both.
    public init(
        _ before: UnsafeRawBufferPointer,
        _ after: UnsafeRawBufferPointer,
        width: Int,
        height: Int,
        bytesPerRow: Int
    ) {
        guard before.count == after.count, bytesPerRow >= width * 4, after.count >= bytesPerRow * height
        else {
            let whole = Rect(x: 0, y: 0, width: width, height: height)
            tiles = Self.grid(whole)
            bounds = whole
            return
        }
        var tiles: [Rect] = []
        var bounds = Rect.zero
        Self.compare(before, after, width, height, bytesPerRow, &tiles, &bounds)
        self.tiles = tiles
        self.bounds = bounds
    }

    private static func grid(_ whole: Rect) -> [Rect] {
        stride(from: 0, to: whole.height, by: tile).flatMap { y in
            stride(from: 0, to: whole.width, by: tile).map { x in
                Rect(x: x, y: y, width: tile, height: tile).intersection(whole)
            }
        }
    }

    private static func compare(
        _ old: UnsafeRawBufferPointer,
        _ new: UnsafeRawBufferPointer,
        _ width: Int,
        _ height: Int,
        _ bytesPerRow: Int,
        _ tiles: inout [Rect],
        _ bounds: inout Rect
    ) {
        guard let oldBase = old.baseAddress, let newBase = new.baseAddress else { return }
        let columns = (width + tile - 1) / tile
        var changed = [Bool](repeating: false, count: columns)
        for top in stride(from: 0, to: height, by: tile) {
            let rows = top..<min(top + tile, height)
            var any = false
            for row in rows {
                let start = row * bytesPerRow
                // Most rows of a screen are the same from one frame to the next: one memcmp says so.
                if memcmp(oldBase + start, newBase + start, width * 4) == 0 { continue }
                any = true
                for column in 0..<columns {
                    let left = column * tile
                    let count = min(tile, width - left)
                    let at = start + left * 4
                    if memcmp(oldBase + at, newBase + at, count * 4) == 0 { continue }
                    changed[column] = true
                    bounds = bounds.union(span(oldBase + at, newBase + at, count, left, row))
                }
            }
            guard any else { continue }
            for column in 0..<columns where changed[column] {
                let left = column * tile
                tiles.append(
                    Rect(x: left, y: top, width: min(tile, width - left), height: rows.count)
                )
                changed[column] = false
            }
        }
    }

    /// The pixels of one row of a tile that differ, from the first to the last.
    private static func span(
        _ old: UnsafeRawPointer,
        _ new: UnsafeRawPointer,
        _ count: Int,
        _ left: Int,
        _ row: Int
    ) -> Rect {
        var first = count
        var last = -1
        for pixel in 0..<count where memcmp(old + pixel * 4, new + pixel * 4, 4) != 0 {
            first = min(first, pixel)
            last = pixel
        }
        return Rect(x: left + first, y: row, width: last - first + 1, height: 1)
    }
}
