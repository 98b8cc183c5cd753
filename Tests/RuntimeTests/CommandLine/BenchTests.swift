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

    @Test("Adapter and bandwidth are set against our own figures without one, and against the memory")
    func ownPeers() async throws {
        let result = try await lam.run(
            ["bench", "engine", "--json", "--rounds", "1", "--rows", "adapter,bandwidth"],
            within: 300
        )
        #expect(result.status == 0, "\(result.errors)")
        let lines = try result.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(lines.compactMap { $0["unit"] as? String } == ["tokens/s", "tokens/s", "GB/s"])
        let names = lines.compactMap { $0["row"] as? String }
        #expect(names.prefix(2).allSatisfy { $0.hasSuffix("LoRA of rank 16 against none") }, "\(names)")
        for line in lines {
            let (ours, peer) = (line["ours"] as? Double ?? 0, line["peer"] as? Double ?? 0)
            let ratio = line["ratio"] as? Double ?? 0
            #expect(ours > 0 && peer > 0 && abs(ratio - ours / peer) < 0.01, "\(line)")
        }
        // Decoding cannot read weights faster than memory gives them, but for what a cache keeps.
        #expect((lines.last?["ratio"] as? Double ?? 9) < 3)
    }

    @Test("An instruction set can be named, and one that is not there is refused")
    func instructions() async throws {
        func run(_ name: String) async throws -> Program.Result {
            try await lam.run(
                ["bench", "engine", "--rounds", "1", "--rows", "decode", "--instructions", name],
                within: 300
            )
        }
        let plain = try await run("generic")
        #expect(plain.status == 0 && plain.output.contains("generic alone"), "\(plain.output)\(plain.errors)")
        let unknown = try await run("mmx")
        #expect(unknown.status != 0 && unknown.errors.contains("mmx"), "\(unknown.errors)")
    }

    @Test("Weights that do not fit the disk are packed in memory, and nothing is left of the attempt")
    func fullDisk() async throws {
        // A file may grow to some megabytes, or the file system is as small; the weights take 90.
        let limited = "trap '' XFSZ && ulimit -f 20000 && exec \"$0\" \"$@\""
        let mounted =
            "mount -t tmpfs -o size=20m none \"$XDG_CACHE_HOME\" && \"$0\" \"$@\" "
            + "&& test -z \"$(find \"$XDG_CACHE_HOME\" -name '*.packed*')\""
        let work = ["bench", "engine", "--json", "--rounds", "1", "--rows", "decode"]
        for (program, way) in [
            ("/bin/sh", ["-c", limited]),
            ("/usr/bin/unshare", ["--user", "--map-root-user", "--mount", "sh", "-c", mounted]),
        ] {
            let cache = try Folder()
            let result = try await Program(at: program).run(
                way + [lam.path] + work,
                ["XDG_CACHE_HOME": cache.path]
            )
            if program.hasSuffix("unshare"),
                result.errors.contains("unshare:") || result.errors.contains("mount:")
            {
                print("SKIPPED: this system allows no private tmpfs, so a really full disk was not tried")
                continue
            }
            #expect(result.status == 0 && result.output.contains("decode 32"), "\(result.errors)")
            let left = FileManager.default.enumerator(atPath: cache.path)?.compactMap { $0 as? String } ?? []
            #expect(left.allSatisfy { !$0.contains(".packed") }, "\(left)")
        }
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

    @Test("Decisions of the agent are taken anew in recorded runs, and a folder without any is named")
    func decisions() async throws {
        let adapter = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appending(path: "../../../Agents/Adapters/desktop.gguf").standardized.path
        let folder = try Folder()
        let measure = [
            "bench", "quality", "--decisions", "3", "--lengths", "0", "--modes", "f16,turbo8", "--json",
            "--adapter", adapter, "--trajectories", folder.path,
        ]
        let nothing = try await lam.run(measure)
        #expect(nothing.status == 2 && nothing.errors.contains(folder.path), "\(nothing.errors)")

        _ = try await lam.run([
            "run", "--quiet", "--steps", "2", "--adapter", adapter, "--trajectories", folder.path,
            "Tidy galculator up",
        ])
        let result = try await lam.run(measure)
        #expect(result.status == 0, "\(result.errors)")
        let lines = try result.output.split(separator: "\n").map { line in
            try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
        }
        #expect(lines.compactMap { $0["mode"] as? String } == ["f16", "turbo8"], "\(result.output)")
        for line in lines {
            #expect((1...3).contains(line["decisions"] as? Int ?? 0), "\(line)")
            #expect((0...1).contains(line["agreement"] as? Double ?? -1), "\(line)")
        }
    }
}
