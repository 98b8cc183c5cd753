import Foundation
import Inference
import Models

// Compares the engine with llama-bench on one model file: alternating runs, medians, JSON lines
// {row, ours, peer, ratio, unit, load} or a Markdown table. See `run` beside this file.

/// One line of the result.
struct Line: Encodable {
    let row: String
    let ours: Double
    let peer: Double?
    let ratio: Double?
    let unit: String
    let load: Double
}

func median(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
}

/// Runs llama-bench once and returns its tokens a second.
func peer(_ program: String, _ model: String, threads: Int, _ work: EngineBenchmark.Work) throws -> Double? {
    let shape: [String]
    switch work {
    case .prefill(let tokens): shape = ["-p", "\(tokens)", "-n", "0"]
    case .decode(let tokens, let context): shape = ["-p", "0", "-n", "\(tokens)", "-d", "\(context)"]
    case .score: return nil
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = ["-m", model, "-t", "\(threads)", "-fa", "1", "-r", "1", "-o", "json"] + shape
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    struct Result: Decodable { let avg_ts: Double }
    return try JSONDecoder().decode([Result].self, from: data).first?.avg_ts
}

var arguments = Array(CommandLine.arguments.dropFirst())
@MainActor func option(_ name: String) -> String? {
    guard let at = arguments.firstIndex(of: name), at + 1 < arguments.count else { return nil }
    defer { arguments.removeSubrange(at...at + 1) }
    return arguments[at + 1]
}

let program = option("--llama-bench")
let threads = option("--threads").flatMap(Int.init) ?? 2
let rounds = option("--rounds").flatMap(Int.init) ?? 5
let cache = option("--cache").flatMap(CacheMode.init) ?? .turbo8
let long = arguments.contains("--long")
let json = arguments.contains("--json")
guard let model = arguments.first(where: { !$0.hasPrefix("--") }) else {
    print(
        "usage: lam-bench-engine MODEL.gguf [--llama-bench PATH] [--threads N] [--rounds N] "
            + "[--cache f16|turbo8] [--long] [--json]"
    )
    exit(2)
}

var works: [EngineBenchmark.Work] = [
    .prefill(tokens: 512), .decode(tokens: 32, context: 1),
    .score(continuations: 30, tokens: 8, prompt: 256),
]
if long { works += [.prefill(tokens: 2048), .decode(tokens: 32, context: 2048)] }

let benchmark = try EngineBenchmark(
    model: Model(contentsOf: model),
    options: .init(cache: cache, threads: threads)
)
let encoder = JSONEncoder()
encoder.outputFormatting = .sortedKeys
@MainActor func emit(_ line: Line) throws {
    if json {
        print(String(decoding: try encoder.encode(line), as: UTF8.self))
        return
    }
    func cell(_ value: Double?, _ digits: Int = 0) -> String {
        value.map { String(format: "%.\(digits)f", $0) } ?? "-"
    }
    let cells = [
        line.row, cell(line.ours), cell(line.peer), cell(line.ratio, 2), line.unit, cell(line.load, 1),
    ]
    print("| " + cells.joined(separator: " | ") + " |")
}
if !json {
    let name = URL(fileURLWithPath: model).lastPathComponent
    print("### \(name), \(threads) threads, \(cache.rawValue) cache, median of \(rounds) alternating runs\n")
    print("| row | ours | llama.cpp | ratio | unit | load |\n|---|---|---|---|---|---|")
}
func load() -> Double {
    var averages = [0.0]
    getloadavg(&averages, 1)
    return averages[0]
}

try emit(
    Line(
        row: "load",
        ours: benchmark.counters.loadMilliseconds,
        peer: nil,
        ratio: nil,
        unit: "ms",
        load: load()
    )
)
for work in works {
    var (name, ours, theirs) = ("", [Double](), [Double]())
    // The first run warms caches and is not counted.
    _ = try await benchmark.measure(work)
    for _ in 0..<rounds {
        let row = try await benchmark.measure(work)
        name = row.row
        ours.append(row.tokensPerSecond)
        if let program, let speed = try peer(program, model, threads: threads, work) { theirs.append(speed) }
    }
    guard let our = median(ours) else { continue }
    let their = median(theirs)
    try emit(
        Line(row: name, ours: our, peer: their, ratio: their.map { our / $0 }, unit: "tokens/s", load: load())
    )
}
