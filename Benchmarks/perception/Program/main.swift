import Foundation

// `walk APPLICATION ROUNDS` is the peer libatspi, run as a process of the measured session.
let arguments = CommandLine.arguments
if arguments.count == 4, arguments[1] == "walk" {
    LibatspiWalk.run(application: arguments[2], rounds: Int(arguments[3]) ?? 1)
} else {
    let peers = arguments.firstIndex(of: "--peers").map { arguments[$0 + 1] } ?? "Benchmarks/perception"
    // The session starts it as a peer from a folder of its own.
    let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
    try await Measurement(peers: peers, program: program).run()
}
