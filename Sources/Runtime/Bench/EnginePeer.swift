import Foundation

/// llama.cpp as the benchmark runs it: `llama-bench`, and `llama-peer` for what that does not measure.
struct EnginePeer: Sendable {
    /// Work of one of the two programs.
    enum Shape: Sendable {
        /// llama-bench with these options.
        case bench([String])
        /// llama-peer with this work and its numbers.
        case work(String, [Int])
    }

    /// The folder of the two programs (Benchmarks/engine/peer/build makes it).
    let folder: String
    let model: String
    let threads: Int

    /// Returns tokens a second.
    func speed(_ shape: Shape) async throws -> Double? {
        switch shape {
        case .bench(let options): try await speed(options)
        case .work(let name, let values): try await figure(name, values)
        }
    }

    /// Returns tokens a second of llama-bench for options such as `["-p", "512", "-n", "0"]`.
    func speed(_ options: [String], model: String? = nil) async throws -> Double? {
        let output = try await Self.output(
            of: folder + "/llama-bench",
            ["-m", model ?? self.model, "-t", "\(threads)", "-fa", "1", "-r", "1", "-o", "json"] + options
        )
        struct Result: Decodable { let avg_ts: Double }
        return try JSONDecoder().decode([Result].self, from: output).first?.avg_ts
    }

    /// Returns the number that llama-peer prints for some work.
    func figure(_ work: String, _ values: [Int]) async throws -> Double? {
        let output = try await Self.output(
            of: folder + "/llama-peer",
            [model, "\(threads)", work] + values.map(String.init)
        )
        return Double(String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }

    /// Writes the same weights as Q4_0, which llama.cpp repacks, and returns where.
    func requantized(into folder: String) async throws -> String {
        let file = folder + "/peer-q4_0.gguf"
        _ = try await Self.output(
            of: self.folder + "/llama-peer",
            [model, "\(threads)", "quantize", file]
        )
        return file
    }

    /// Runs a program to its end and returns what it wrote to standard output.
    ///
    /// - Parameter seconds: How long it may run before it is ended; `nil` for as long as it takes.
    /// - Throws: ``RuntimeError`` when it is not there, fails or is ended.
    static func output(of path: String, _ arguments: [String], seconds: Int? = nil) async throws -> Data {
        guard FileManager.default.isExecutableFile(atPath: path) else {
            throw RuntimeError(
                .environment,
                "there is no program \(path); Benchmarks/engine/peer/build makes the peer's"
            )
        }
        return try await blocking {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: path)
            process.arguments = arguments
            let output = Pipe()
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let ending = DispatchWorkItem { process.terminate() }
            if let seconds {
                DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(seconds), execute: ending)
            }
            defer { ending.cancel() }
            let data = output.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            guard process.terminationReason == .exit || seconds == nil else {
                throw RuntimeError(
                    .environment,
                    "\(path) \(arguments.joined(separator: " ")) was ended, perhaps after the \(seconds ?? 0) s it may take"
                )
            }
            guard process.terminationStatus == 0 else {
                throw RuntimeError(
                    .environment,
                    "\(path) \(arguments.joined(separator: " ")) ended with status "
                        + "\(process.terminationStatus); run it to see why"
                )
            }
            return data
        }
    }
}
