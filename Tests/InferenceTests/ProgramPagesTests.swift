import Foundation
import Testing

@testable import Inference

@Suite("Memory of the program's own code")
struct ProgramPagesTests {
    /// Kilobytes of the program's code that are mapped at the moment.
    private func resident() throws -> Int {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var (total, isCode) = (0, false)
        for line in try String(contentsOfFile: "/proc/self/smaps", encoding: .utf8).split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.count > 4, words[1].count == 4 {
                isCode = words[1].hasPrefix("r-x") && line.hasSuffix(program)
            } else if isCode, words.first == "Rss:", words.count > 1 {
                total += Int(words[1]) ?? 0
            }
        }
        return total
    }

    @Test("Code that was read is given back, and what is run again is there")
    func release() throws {
        // Engines of other tests give it back, too, and other threads read it: now and then that comes in between.
        let fell = try (0..<20).contains { _ in
            let before = try resident()
            ProgramPages.release()
            return try resident() < before
        }
        #expect(fell)
    }
}
