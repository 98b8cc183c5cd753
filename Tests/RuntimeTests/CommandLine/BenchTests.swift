import Foundation
import Testing

@Suite("The benchmark of the engine", .serialized)
struct BenchTests {
    private let lam = Program("lam")

    @Test("It prints a JSON line a row, with null where there is no peer")
    func lines() async throws {
        let result = try await lam.run([
            "bench", "engine", "--json", "--rounds", "1", "--rows", "decode,memory",
        ])
        #expect(result.status == 0, "\(result.errors)")
        let lines = try result.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(lines.count == 3, "\(result.output)")
        for line in lines {
            #expect(Set(line.keys) == ["row", "ours", "peer", "ratio", "unit", "load"])
            #expect((line["ours"] as? Double ?? 0) > 0)
        }
        #expect(lines.first?["peer"] is NSNull)
        // Less than the weights alone cannot be.
        #expect((lines.last?["ours"] as? Double ?? 0) > 90e6)
    }

    @Test("A row or a peer that does not exist is named")
    func mistakes() async throws {
        let row = try await lam.run(["bench", "engine", "--rows", "speed"])
        #expect(row.status != 0 && row.errors.contains("speed"), "\(row.errors)")
        let peer = try await lam.run([
            "bench", "engine", "--rounds", "1", "--rows", "decode", "--peer", "/nowhere",
        ])
        #expect(peer.status == 5 && peer.errors.contains("/nowhere/llama-bench"), "\(peer.errors)")
    }
}
