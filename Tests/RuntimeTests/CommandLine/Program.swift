import Dispatch
import Foundation
import Synchronization

/// One of the programs this package builds, run as a user runs it.
struct Program {
    /// What a program wrote and how it ended.
    struct Result: Sendable {
        var output: String
        var errors: String
        var status: Int32
    }

    /// The program's file, beside the bundle of the tests.
    let path: String

    init(_ name: String) {
        let bundle = CommandLine.arguments.first { $0.contains(".xctest") } ?? CommandLine.arguments[0]
        path = URL(fileURLWithPath: bundle).deletingLastPathComponent().path + "/" + name
    }

    /// A program of the system.
    init(at path: String) { self.path = path }

    /// Runs the program to its end; `variables` are added to the environment, `nil` takes one out.
    func run(
        _ arguments: [String],
        _ variables: [String: String?] = [:],
        within seconds: Double = 120
    ) async throws -> Result {
        var environment = ProcessInfo.processInfo.environment
        for (name, value) in variables { environment[name] = value }
        return try await withCheckedThrowingContinuation { [path, environment] continuation in
            DispatchQueue(label: "lam.test-program").async {
                continuation.resume(
                    with: Swift.Result { try Self.run(path, arguments, environment, seconds) }
                )
            }
        }
    }

    private static func run(
        _ path: String,
        _ arguments: [String],
        _ environment: [String: String],
        _ seconds: Double
    ) throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        let (output, errors) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let timer = DispatchSource.makeTimerSource()
        timer.schedule(deadline: .now() + seconds)
        let pid = process.processIdentifier
        timer.setEventHandler { kill(pid, SIGKILL) }
        timer.resume()
        defer { timer.cancel() }
        let said = Mutex(Data())
        let reading = DispatchGroup()
        DispatchQueue.global().async(group: reading) {
            let data = errors.fileHandleForReading.readDataToEndOfFile()
            said.withLock { $0 = data }
        }
        let written = output.fileHandleForReading.readDataToEndOfFile()
        reading.wait()
        process.waitUntilExit()
        return Result(
            output: String(decoding: written, as: UTF8.self),
            errors: String(decoding: said.withLock { $0 }, as: UTF8.self),
            status: process.terminationStatus
        )
    }
}

/// A directory of a test's own that goes with it.
final class Folder: Sendable {
    let path: String

    init() throws {
        path = NSTemporaryDirectory() + "lam-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Writes a file and returns its path.
    func write(_ text: String, to name: String) throws -> String {
        try text.write(toFile: path + "/" + name, atomically: true, encoding: .utf8)
        return path + "/" + name
    }
}
