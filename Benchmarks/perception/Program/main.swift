import Foundation

// `walk APPLICATION ROUNDS` is the peer libatspi, run as a process of the measured session.
let arguments = CommandLine.arguments
if arguments.count == 4, arguments[1] == "walk" {
    LibatspiWalk.run(application: arguments[2], rounds: Int(arguments[3]) ?? 1)
} else {
    let peers = arguments.firstIndex(of: "--peers").map { arguments[$0 + 1] } ?? "Benchmarks/perception"
    try await Measurement(peers: peers, program: arguments[0]).run()
}
