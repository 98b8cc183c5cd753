import CX11
import Core
import Desktop
import Foundation
import TestSupport
import Testing

@Suite("The memory that the server of an own display draws in", .serialized)
struct FramebufferTests {
    @Test("gives the same pixels as the server does, whatever was drawn and wherever the pointer is")
    func samePixels() async throws {
        // A width whose rows do not start at multiples of what is copied at once.
        let options = SessionOptions(size: Size(width: 1366, height: 769), timeout: 60)
        try await withSession(options) { session in
            let display = try session.display()
            let asking = try Display(session.displayName, authority: session.record.authority, isOwn: true)
            #expect(display.readsFramebuffer)
            #expect(!asking.readsFramebuffer)
            let first = try await display.capture()
            let before = colors(first)
            let (_, window) = try await session.open(["galculator"])
            for step in 1...4 {
                let frame = Rect(
                    x: 41 * step,
                    y: 33 * step,
                    width: window.frame.width,
                    height: window.frame.height
                )
                try await display.place(window.id, at: frame)
                try await display.movePointer(to: frame.center)
                // Little is drawn on by a digit.
                try await display.type("\(step)")
                let isSame = try await eventually {
                    // The window may still be drawing between the captures.
                    let images = try await (
                        display.capture(), asking.capture(), display.captureThroughSocket()
                    )
                    return colors(images.0) == colors(images.1) && colors(images.0) == colors(images.2)
                        && colors(images.0) != before
                }
                #expect(isSame, "step \(step)")
            }
            #expect(colors(first) == before)
        }
    }

    @Test("is copied as it is at one moment, while a program draws without pause")
    func oneMoment() async throws {
        let size = Size(width: 640, height: 480)
        try await withSession(SessionOptions(size: size, compositor: false, timeout: 60)) { session in
            let display = try session.display()
            #expect(display.readsFramebuffer)
            let before = try await colors(display.capture())
            try session.launch([siblingProgram("session-owner").path, "paint"])
            #expect(try await eventually { try await colors(display.capture()) != before })
            var seen: Set<UInt32> = []
            for _ in 0..<50 {
                let colors = try await Set(colors(display.capture()))
                #expect(colors.count == 1)
                seen.formUnion(colors)
            }
            #expect(seen.count > 1)
        }
    }

    @Test("is not used when it says anything else than the server, or could vanish under us")
    func refused() async throws {
        try await withSession(SessionOptions(size: Size(width: 640, height: 480), timeout: 60)) { session in
            let path = try #require(session.record.framebuffer)
            let good = try #require(FileManager.default.contents(atPath: path))
            let isUsed = { (data: Data, isSealed: Bool) in
                let memory = try Memory(data, isSealed: isSealed)
                return try await uses(memory.path, in: session)
            }
            #expect(try await isUsed(good, true))
            #expect(try await !isUsed(good, false))
            #expect(try await !isUsed(good.dropLast(1), true))
            #expect(try await !isUsed(good.prefix(99), true))
            #expect(try await !isUsed(Data(), true))
            // Fields of the header that must be what they are, and values for those that may vary.
            for field in [1, 2, 3, 4, 5, 7, 11, 14, 15, 16] {
                #expect(
                    try await !isUsed(changed(good, field, good.number(field) ^ 1), true),
                    "field \(field)"
                )
            }
            let values: [(field: Int, value: UInt32)] = [
                (0, 99), (0, .max), (12, 0), (12, 2559), (12, .max), (19, .max),
            ]
            for (field, value) in values {
                #expect(try await !isUsed(changed(good, field, value), true), "field \(field): \(value)")
            }

            let file = "\(session.directory)/copy"
            try good.write(to: URL(filePath: file))
            #expect(try await !uses(file, in: session))
            #expect(try await !uses("\(session.directory)/none", in: session))
            let pipe = "\(session.directory)/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            #expect(try await !uses(pipe, in: session))
        }
    }

    /// Whether a display told of that memory reads it; when not, that it captures what the server says.
    private func uses(_ path: String, in session: Session) async throws -> Bool {
        let display = try Display(
            session.displayName,
            authority: session.record.authority,
            isOwn: true,
            framebuffer: path
        )
        guard !display.readsFramebuffer else { return true }
        let image = try await display.capture()
        #expect(try await colors(image) == colors(display.captureThroughSocket()))
        return false
    }

    private func changed(_ data: Data, _ field: Int, _ value: UInt32) -> Data {
        var data = data
        withUnsafeBytes(of: value.bigEndian) { data.replaceSubrange(4 * field..<4 * field + 4, with: $0) }
        return data
    }
}

extension Data {
    /// A number of an XWD header.
    fileprivate func number(_ field: Int) -> UInt32 {
        self[4 * field..<4 * field + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}

/// Memory without a name, as a session makes it for its server.
private final class Memory {
    private let number: Int32
    var path: String { "/proc/self/fd/\(number)" }

    init(_ data: Data, isSealed: Bool) throws {
        number = memfd_create("lam-test", UInt32(lam_memfd_cloexec | lam_memfd_allow_sealing))
        try #require(number >= 0)
        try FileHandle(fileDescriptor: number).write(contentsOf: data)
        if isSealed {
            let seal = Int32(lam_seal_shrink)
            try #require(fcntl(number, Int32(lam_add_seals), seal) == 0)
        }
    }

    deinit { close(number) }
}
