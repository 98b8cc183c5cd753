import Core
import Desktop
import Foundation
import Images
import Perception

/// Measures one screen with Gnumeric on it and prints Markdown.
struct Measurement {
    /// The folder of the peers' scripts.
    let peers: String
    /// This program, which is also the peer libatspi.
    let program: String

    func run() async throws {
        let session = try await Session.start(SessionOptions(size: Size(width: 1920, height: 1080)))
        do {
            try await measure(session)
        } catch {
            await session.stop()
            throw error
        }
        await session.stop()
    }

    private func measure(_ session: Session) async throws {
        let display = try session.display()
        let bus = try await AccessibilityBus.connect(address: session.accessibilityBus)
        let pid = try session.launch(["gnumeric"])
        var options = ScreenSensor.Options()
        options.screenshot = false
        let sensor = ScreenSensor(display: display, accessibility: bus, store: Nowhere(), options: options)
        let full = ScreenSensor(display: display, accessibility: bus, store: Nowhere())
        try await waitForGnumeric(sensor)
        let nodes = try await bus.trees().first?.nodes.count ?? 0

        var table = Table(title: "Observation of Gnumeric, \(nodes) objects")
        let ours = try await times(30) { _ = try await sensor.observe() }
        table.add("this project, observation without pixels", ours)
        table.add("this project, the tree alone", try await times(30) { _ = try await bus.trees() })
        table.add(
            "this project, observation with pixels",
            try await times(30) { _ = try await full.observe() }
        )
        let libatspi = try await peer(session, [program, "walk", "gnumeric", "10"])
        table.add("libatspi 2, plain walk", libatspi, against: ours)
        let pyatspi = try await peer(session, ["/usr/bin/python3", "\(peers)/walk.py", "gnumeric", "10"])
        table.add("pyatspi, plain walk", pyatspi, against: ours)
        table.print()

        try await pixels(session, display)
        try await stopped(session, sensor, pid)
    }

    private func waitForGnumeric(_ sensor: ScreenSensor) async throws {
        for _ in 0..<100 {
            let seen = try await sensor.settled(timeout: 2)
            if seen.elements.count > 100 { return }
        }
    }

    private func pixels(_ session: Session, _ display: Display) async throws {
        var table = Table(title: "Capture of 1920 × 1080")
        table.add("this project, capture", try await times(50) { _ = try await display.capture() })
        let painter = try Painter(session)
        table.add("this project, capture, every pixel changed", try await whole(display, painter))
        // One that was not told where the server's memory is.
        let asking = try Display(session.displayName, authority: session.record.authority, isOwn: true)
        table.add("the same through MIT-SHM", try await whole(asking, painter))
        let image = try await display.capture()
        let compress = {
            try image.withUnsafeBytes {
                try PNG.encode(
                    $0,
                    width: image.width,
                    height: image.height,
                    bytesPerRow: image.bytesPerRow,
                    layout: .bgrx
                )
            }
        }
        let png = try await times(20) { _ = try compress() }
        table.add("this project, PNG", png)
        let both = try await times(20) {
            _ = try await display.capture()
            _ = try compress()
        }
        table.add("this project, capture and PNG", both)
        for tool in ["scrot", "maim"] {
            var round = 0
            let taken = try await times(8) {
                round += 1
                let command = [tool, "\(session.home)/\(tool)\(round).png"]
                let process = try session.launch(command)
                _ = await session.waitForExit(of: process, within: 20)
            }
            table.add("\(tool), a process", taken, against: both)
        }
        table.print()
    }

    private func whole(_ display: Display, _ painter: Painter) async throws -> [Double] {
        var times: [Double] = []
        for _ in 0..<200 {
            painter.paintAll()
            times += try await self.times(1) { _ = try await display.capture() }
        }
        return times
    }

    private func stopped(_ session: Session, _ sensor: ScreenSensor, _ pid: Int32) async throws {
        var table = Table(title: "Observation while an application is stopped")
        table.add("all answer", try await times(10) { _ = try await sensor.observe() })
        kill(pid, SIGSTOP)
        table.add("Gnumeric stopped", try await times(10) { _ = try await sensor.observe() })
        kill(pid, SIGCONT)
        table.print()
    }

    private func times(_ rounds: Int, _ body: () async throws -> Void) async throws -> [Double] {
        var times: [Double] = []
        for _ in 0..<rounds {
            let start = DispatchTime.now().uptimeNanoseconds
            try await body()
            times.append(Double(DispatchTime.now().uptimeNanoseconds - start) / 1e6)
        }
        return times
    }

    /// Runs a peer in the session; it prints the milliseconds of each round itself.
    private func peer(_ session: Session, _ command: [String]) async throws -> [Double] {
        let process = try session.launch(command)
        _ = await session.waitForExit(of: process, within: 120)
        return session.output(of: process).split(separator: "\n").compactMap { line in
            line.split(separator: " ").first.flatMap { Double($0) }
        }
    }
}

/// Keeps nothing, so that a disk is not measured.
struct Nowhere: BlobStore {
    func put(_ bytes: [UInt8]) throws -> Digest { Digest(of: bytes) }
    func get(_ digest: Digest) throws -> [UInt8]? { nil }
}

/// A table of times in milliseconds.
struct Table {
    let title: String
    private var rows: [String] = []

    init(title: String) { self.title = title }

    mutating func add(_ name: String, _ times: [Double], against ours: [Double]? = nil) {
        guard !times.isEmpty else {
            rows.append("| \(name) | not available | | | |")
            return
        }
        let sorted = times.sorted()
        let median = sorted[sorted.count / 2]
        let factor = ours.map { own in
            String(format: "%.1f×", median / max(own.sorted()[own.count / 2], 0.001))
        }
        let numbers = [median, sorted[0], sorted[sorted.count - 1]].map { String(format: "%.2f", $0) }
        rows.append("| \(name) | \(numbers.joined(separator: " | ")) | \(times.count) | \(factor ?? "") |")
    }

    func print() {
        Swift.print("### \(title)\n")
        Swift.print("| what | median ms | least | most | runs | times ours |\n|---|---|---|---|---|---|")
        for row in rows { Swift.print(row) }
        Swift.print("")
    }
}
