import Core
import Images
import Testing

@Suite("PNG")
struct PNGTests {
    static func picture(_ width: Int, _ height: Int) throws -> Image {
        var bytes: [UInt8] = []
        for index in 0..<width * height {
            bytes += [UInt8(index & 255), UInt8(index >> 3 & 255), UInt8(index >> 6 & 255), 255]
        }
        return try Image(width: width, height: height, layout: .bgrx, bytes: bytes)
    }

    @Test(
        "What is encoded is decoded again, colour by colour",
        arguments: [(1, 1), (5, 3), (33, 7), (641, 479)]
    )
    func roundTrip(_ width: Int, _ height: Int) throws {
        let before = try Self.picture(width, height)
        let after = try Image(png: try before.png())
        #expect(after.width == width && after.height == height && after.layout == .rgba)
        var differing = 0
        for y in 0..<height {
            for x in 0..<width {
                let (old, new) = (before.color(at: Point(x: x, y: y)), after.color(at: Point(x: x, y: y)))
                if old?.red != new?.red || old?.green != new?.green || old?.blue != new?.blue {
                    differing += 1
                }
            }
        }
        #expect(differing == 0)
        #expect(after.color(at: Point(x: width, y: 0)) == nil)
    }

    @Test("The same pixels have the same address")
    func address() throws {
        let first = try Self.picture(100, 50).png()
        let second = try Self.picture(100, 50).png()
        #expect(Digest(of: first) == Digest(of: second))
    }

    @Test("Damaged bytes are an error, never a crash")
    func hostile() throws {
        let good = try Self.picture(64, 64).png()
        var seed: UInt64 = 7
        func random() -> Int {
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33)
        }
        var refused = 0
        for round in 0..<2000 {
            var bad = good
            switch round % 3 {
            case 0: bad = Array(good.prefix(random() % good.count))
            case 1: for _ in 0..<4 { bad[random() % bad.count] = UInt8(random() & 255) }
            default: for _ in 0..<2 { bad[random() % min(40, bad.count)] = UInt8(random() & 255) }
            }
            do {
                let image = try Image(png: bad)
                #expect(image.bytes.count == image.width * image.height * 4)
            } catch {
                refused += 1
                #expect(error.code == .notPNG || error.code == .size)
            }
        }
        #expect(refused > 500)
        #expect(throws: ImageError.self) { try Image(png: []) }
    }

    @Test("A tiny file that claims a huge picture is refused before memory is taken")
    func bomb() throws {
        // An IHDR of 60,000 by 60,000 pixels with its right checksum, and nothing else.
        var bytes = try Self.picture(1, 1).png()
        bytes.replaceSubrange(16..<24, with: [0, 0, 0xEA, 0x60, 0, 0, 0xEA, 0x60])
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes[12..<29] {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        crc = ~crc
        for index in 0..<4 { bytes[29 + index] = UInt8(truncatingIfNeeded: crc >> UInt32(24 - index * 8)) }
        #expect { try Image(png: bytes) } throws: { ($0 as? ImageError)?.code == .size }
    }

    @Test("Extents that do not fit the bytes are refused")
    func extents() {
        #expect(throws: ImageError.self) { try Image(width: 2, height: 2, layout: .rgba, bytes: [0]) }
        #expect(throws: ImageError.self) {
            try Image(width: -1, height: -4, layout: .rgba, bytes: [0, 0, 0, 0])
        }
    }
}
