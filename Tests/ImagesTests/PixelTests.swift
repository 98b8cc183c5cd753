import Core
import Images
import Testing

@Suite("Pixels")
struct PixelTests {
    private static func blank(_ width: Int, _ height: Int) throws -> Image {
        let bytes = [UInt8](repeating: 0, count: width * height * 4)
        return try Image(width: width, height: height, layout: .bgrx, bytes: bytes)
    }

    @Test("A crop holds the pixels inside, and nothing is nil")
    func crop() throws {
        var image = try Self.blank(100, 80)
        image.fill(Rect(x: 40, y: 30, width: 2, height: 2), red: 250, green: 10, blue: 20)
        let cut = try #require(image.cropped(to: Rect(x: 40, y: 30, width: 500, height: 2)))
        #expect(cut.width == 60 && cut.height == 2)
        #expect(cut.color(at: Point(x: 1, y: 1))?.red == 250)
        #expect(cut.color(at: Point(x: 2, y: 1))?.red == 0)
        #expect(image.cropped(to: Rect(x: 200, y: 0, width: 5, height: 5)) == nil)
    }

    @Test("An outline is drawn inside its rectangle and cut off at the edge")
    func outline() throws {
        var image = try Self.blank(50, 50)
        image.outline(Rect(x: 10, y: 10, width: 20, height: 10), red: 255, green: 0, blue: 0)
        for (x, y, isRed) in [
            (10, 10, true), (11, 11, true), (12, 12, false), (29, 19, true), (30, 15, false),
        ] {
            #expect((image.color(at: Point(x: x, y: y))?.red == 255) == isRed, "\(x),\(y)")
        }
        image.outline(Rect(x: -5, y: 40, width: 500, height: 500), red: 1, green: 2, blue: 3, thickness: 3)
        #expect(image.color(at: Point(x: 49, y: 40))?.blue == 3)
    }

    @Test("Tiles that differ are found, with the smallest rectangle round the pixels")
    func tiles() throws {
        let before = try Self.blank(100, 70)
        #expect(TileDifference(before, before).isEmpty)
        var after = before
        after.fill(Rect(x: 31, y: 5, width: 2, height: 1), red: 1, green: 1, blue: 1)
        after.fill(Rect(x: 99, y: 69, width: 1, height: 1), red: 1, green: 1, blue: 1)
        let difference = TileDifference(before, after)
        #expect(
            difference.tiles == [
                Rect(x: 0, y: 0, width: 32, height: 32), Rect(x: 32, y: 0, width: 32, height: 32),
                Rect(x: 96, y: 64, width: 4, height: 6),
            ]
        )
        #expect(difference.bounds == Rect(x: 31, y: 5, width: 69, height: 65))
        #expect(
            TileDifference(before, try Self.blank(10, 10)).tiles == [Rect(x: 0, y: 0, width: 10, height: 10)]
        )
    }
}
