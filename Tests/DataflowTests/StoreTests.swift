import Core
import Dataflow
import Foundation
import Testing

@Suite("The trajectory store")
struct StoreTests {
    let scratch = try? Scratch()
    let pictures = MemoryBlobs()
    var store: TrajectoryStore { TrajectoryStore(root: (scratch?.path ?? "/nowhere") + "/data/trajectories") }

    @Test("reads back exactly what was recorded, every kind of action included")
    func roundTrip() async throws {
        let recorder = TrajectoryRecorder(store: store, pictures: pictures, software: "lam 0.1")
        let shot = pictures.put([1, 2, 3])
        var expected = Trajectory(head: Samples.head("a"))
        try await recorder.begin(expected.head)
        for (index, action) in Samples.actions.enumerated() {
            let after = action.isTerminal ? nil : Samples.observation(time: 2, value: "\(index)")
            let step = Samples.step(
                index,
                before: Samples.observation(screenshot: shot),
                action: action,
                after: after
            )
            expected.steps.append(step)
            try await recorder.record(step)
        }
        expected.end = RunEnd(.verified, message: "all checks passed", answer: "408")
        try await recorder.end(RunEnd(.verified, message: "all checks passed", answer: "408"))
        let stored = try store.open("a")
        #expect(stored.trajectory == expected)
        #expect(stored.software == "lam 0.1")
        #expect(stored.tornBytes == 0)
        #expect(try stored.images.get(shot) == [1, 2, 3])
    }

    @Test("keeps equal trees and screenshots once")
    func sharing() async throws {
        let recorder = TrajectoryRecorder(store: store, pictures: pictures)
        try await recorder.begin(Samples.head("a"))
        for index in 0..<5 {
            let shot = pictures.put([UInt8(index / 3)])
            let screen = Samples.observation(time: Double(index), screenshot: shot)
            try await recorder.record(
                Samples.step(index, before: screen, action: .key(KeyCombination("a")), after: screen)
            )
        }
        let path = try #require(await recorder.path)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/trees").count == 1)
        #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/images").count == 2)
        #expect(try store.load("a").steps.map(\.before.time) == [0, 1, 2, 3, 4])
    }

    @Test("gives directories to the owner alone, and files")
    func modes() async throws {
        let recorder = TrajectoryRecorder(store: store, pictures: pictures)
        try await recorder.begin(Samples.head("a"))
        let screen = Samples.observation(screenshot: pictures.put([9]))
        try await recorder.record(Samples.step(0, before: screen, action: .type("x"), after: nil))
        var seen = 0
        for name in FileManager.default.enumerator(atPath: store.root)?.compactMap({ $0 as? String }) ?? [] {
            let attributes = try FileManager.default.attributesOfItem(atPath: store.root + "/" + name)
            let isDirectory = attributes[.type] as? FileAttributeType == .typeDirectory
            #expect(
                (attributes[.posixPermissions] as? NSNumber)?.intValue == (isDirectory ? 0o700 : 0o600),
                "\(name)"
            )
            seen += 1
        }
        #expect(seen == 7)
    }

    @Test("lists by time, finds the latest, and takes the beginning of a name")
    func listing() async throws {
        #expect(try store.list().trajectories.isEmpty)
        #expect(try store.latest() == nil)
        for (id, started) in [("run-b", 20.0), ("run-a", 30.0), ("other", 10.0)] {
            let recorder = TrajectoryRecorder(store: store, pictures: pictures)
            try await recorder.begin(Samples.head(id, started: started))
            try await recorder.record(
                Samples.step(0, before: Samples.observation(), action: .done(answer: nil), after: nil)
            )
        }
        try FileManager.default.createDirectory(
            atPath: store.root + "/foreign",
            withIntermediateDirectories: true
        )
        let listing = try store.list()
        #expect(listing.trajectories.map(\.head.id) == ["other", "run-b", "run-a"])
        #expect(listing.trajectories.map(\.steps) == [1, 1, 1])
        #expect(listing.problems.map(\.code) == [.unsupported])
        #expect(try store.latest()?.head.id == "run-a")
        #expect(try store.load("latest").head.id == "run-a")
        #expect(try store.load("oth").head.id == "other")
        #expect(try store.load(store.root + "/run-b").head.id == "run-b")
        #expect { try store.load("run") } throws: { ($0 as? DataflowError)?.code == .unresolved }
        #expect { try store.load("nothing") } throws: { ($0 as? DataflowError)?.code == .notFound }
    }

    @Test("makes names that sort by time and are good file names")
    func names() {
        let name = TrajectoryStore.makeID(started: 1_700_000_000)
        #expect(name.hasPrefix("20231114-221320-"))
        #expect(TrajectoryStore.makeID(started: 951_782_400).hasPrefix("20000229-000000-"))
        #expect(TrajectoryStore.makeID(started: .nan).hasPrefix("19700101-000000-"))
        #expect(Set((0..<50).map { _ in TrajectoryStore.makeID(started: 0) }).count > 40)
    }

    @Test(
        "refuses a name twice, and a name that leaves the directory",
        arguments: ["a", "../x", "", ".x", "a/b"]
    )
    func badNames(id: String) async throws {
        let recorder = TrajectoryRecorder(store: store, pictures: pictures)
        try await recorder.begin(Samples.head("a"))
        await #expect {
            try await TrajectoryRecorder(store: store, pictures: pictures).begin(Samples.head(id))
        } throws: {
            ($0 as? DataflowError)?.code == (id == "a" ? .exists : .invalidValue)
        }
    }

    @Test("refuses steps before a beginning")
    func order() async throws {
        let recorder = TrajectoryRecorder(store: store, pictures: pictures)
        let step = Samples.step(0, before: Samples.observation(), action: .type("x"), after: nil)
        await #expect(throws: DataflowError.self) { try await recorder.record(step) }
        await #expect(throws: DataflowError.self) { try await recorder.end(RunEnd(.failed)) }
    }

    @Test("notes a screenshot whose pixels are gone instead of failing")
    func lostPicture() async throws {
        let recorder = TrajectoryRecorder(store: store, pictures: MemoryBlobs())
        try await recorder.begin(Samples.head("a"))
        let screen = Samples.observation(screenshot: Digest(of: [5]))
        try await recorder.record(Samples.step(0, before: screen, action: .type("x"), after: nil))
        let step = try #require(try store.load("a").steps.first)
        #expect(step.before.screenshot == nil)
        #expect(step.before.degraded.last?.subject == "screenshot")
    }
}

@Suite("Memory for screenshots")
struct MemoryBlobsTests {
    @Test("forgets the oldest first and keeps the newest whatever its size")
    func eviction() {
        let blobs = MemoryBlobs(capacity: 10)
        let first = blobs.put([1, 1, 1, 1])
        let second = blobs.put([2, 2, 2, 2])
        _ = blobs.put([1, 1, 1, 1])
        let third = blobs.put([3, 3, 3, 3])
        #expect(blobs.get(second) == nil)
        #expect(blobs.get(first) != nil)
        #expect(blobs.get(third) != nil)
        let large = blobs.put([UInt8](repeating: 7, count: 99))
        #expect(blobs.get(large)?.count == 99)
        #expect(blobs.get(third) == nil)
    }
}
