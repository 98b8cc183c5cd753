import Core
import Dataflow
import Foundation
import Testing

/// Runs the program of `Tests/StoreProbe` beside this test bundle.
struct Probe {
    let process = Process()
    let output = Pipe()

    /// Prepares a run, optionally through another program such as `unshare`.
    init(_ arguments: [String], through wrapper: [String] = []) throws {
        let maps = try String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        let bundle = maps.split(separator: "\n").compactMap { line -> String? in
            guard let slash = line.firstIndex(of: "/"), line.hasSuffix(".xctest") else { return nil }
            return String(line[slash...])
        }.first
        let program = ((try #require(bundle)) as NSString).deletingLastPathComponent + "/StoreProbe"
        try #require(
            FileManager.default.isExecutableFile(atPath: program),
            "build it: swift build --build-tests"
        )
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = wrapper + [program] + arguments
        process.standardOutput = output
    }

    /// Runs to the end and returns the lines of output.
    func finish() throws -> [String] {
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    /// Runs until a number of steps is reported and `extra` microseconds more, then kills it with
    /// SIGKILL; returns the number of steps that were reported.
    func kill(afterSteps wanted: Int, extra: useconds_t) throws -> Int {
        try process.run()
        var text = Data()
        var reported = 0
        while reported < wanted {
            let chunk = output.fileHandleForReading.availableData
            if chunk.isEmpty { break }
            text += chunk
            reported = String(decoding: text, as: UTF8.self).components(separatedBy: "\nstep ").count - 1
        }
        usleep(extra)
        Foundation.kill(process.processIdentifier, SIGKILL)
        text += output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: text, as: UTF8.self).split(separator: "\n").count { $0.hasPrefix("step ") }
    }
}

@Suite("The trajectory store under attack", .serialized)
struct StoreCrashTests {
    @Test("loses no reported step to kill -9, twelve times in a row on one trajectory")
    func killed() throws {
        let scratch = try Scratch()
        let store = TrajectoryStore(root: scratch.path)
        var reported = 0
        for round in 0..<12 {
            let probe = try Probe([scratch.path, "a", "100000"])
            reported += try probe.kill(
                afterSteps: Int.random(in: 1...6),
                extra: useconds_t.random(in: 0...4000)
            )
            let steps = try store.load("a").steps
            // A step may be on the disk before it could be reported, never the other way round.
            #expect(steps.count >= reported, "round \(round)")
            #expect(steps.map(\.index) == Array(0..<steps.count), "round \(round)")
            reported = steps.count
        }
        let stored = try store.open("a")
        for step in stored.trajectory.steps {
            let digest = try #require(step.before.screenshot)
            #expect(try stored.images.get(digest) == Array("picture \(step.index)".utf8))
        }
    }

    @Test("keeps everything when the disk is full, and says so")
    func full() throws {
        let scratch = try Scratch()
        let script = "mount -t tmpfs -o size=200k none '\(scratch.path)' && exec \"$0\" \"$@\""
        let ways = [
            ["unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script],
            ["unshare", "--mount", "sh", "-c", script],
        ]
        for way in ways {
            let lines = try Probe([scratch.path + "/store", "a", "100000"], through: way).finish()
            guard lines.first == "ready" else { continue }
            let reported = lines.count { $0.hasPrefix("step ") }
            #expect(reported > 3)
            #expect(lines.contains { $0.hasPrefix("error ") && $0.contains("No space left") })
            #expect(lines.last == "readable \(reported)")
            return
        }
        print("SKIPPED: this system allows no private tmpfs, so a really full disk was not tried")
    }

    @Test("keeps everything when a file may grow no further")
    func fileLimit() throws {
        let scratch = try Scratch()
        let lines = try Probe([scratch.path, "a", "100000", "--limit", "20000"]).finish()
        let reported = lines.count { $0.hasPrefix("step ") }
        #expect(reported > 3)
        #expect(lines.contains { $0.hasPrefix("error \(scratch.path)/a/steps.jsonl: cannot write") })
        #expect(lines.last == "readable \(reported)")
        let bytes = try #require(FileManager.default.contents(atPath: scratch.path + "/a/steps.jsonl"))
        #expect(bytes.last == 10, "the half-written line was taken off")
        #expect(bytes.count < 20000)
        // With room again, it goes on.
        let more = try Probe([scratch.path, "a", "2"]).finish()
        #expect(more.last == "end")
        #expect(try TrajectoryStore(root: scratch.path).load("a").steps.count == reported + 2)
    }

    @Test("says which directory may not be written")
    func forbidden() throws {
        let scratch = try Scratch()
        try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: scratch.path)
        let lines = try Probe([scratch.path + "/store", "a", "1", "--nobody"]).finish()
        #expect(
            lines.first?.hasPrefix(
                "error \(scratch.path)/store: cannot make the directory: Permission denied"
            ) == true
        )
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: scratch.path)
    }
}
