import Foundation

/// One line of a benchmark's result: ours beside a peer's in the same run.
public struct BenchLine: Sendable, Encodable {
    /// What was measured, such as "prefill 512".
    public var row: String
    /// Our figure, in `unit`.
    public var ours: Double
    /// The peer's, in the same unit; `nil` where there is no peer.
    public var peer: Double?
    /// How many times better ours is: more of a speed, less of a time or a size.
    public var ratio: Double?
    /// Such as "tokens/s", "ms" or "bytes".
    public var unit: String
    /// The load average when the row was done.
    public var load: Double

    private enum Key: String, CodingKey { case row, ours, peer, ratio, unit, load }

    init(row: String, ours: Double, peer: Double?, unit: String, smallerIsBetter: Bool = false) {
        self.row = row
        self.ours = ours
        self.peer = peer
        self.unit = unit
        ratio = peer.flatMap { peer in
            guard ours > 0, peer > 0 else { return nil }
            return smallerIsBetter ? peer / ours : ours / peer
        }
        var averages = [0.0]
        load = getloadavg(&averages, 1) == 1 ? averages[0] : 0
    }

    /// Writes every key, with `null` for what is not known.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        try container.encode(row, forKey: .row)
        try container.encode(ours, forKey: .ours)
        try container.encode(peer, forKey: .peer)
        try container.encode(ratio, forKey: .ratio)
        try container.encode(unit, forKey: .unit)
        try container.encode(load, forKey: .load)
    }

    /// The first two lines of a Markdown table of such lines.
    public static let tableHead = "| row | ours | peer | ratio | unit | load |\n|---|---|---|---|---|---|"

    /// The line as a row of a Markdown table.
    public var tableRow: String {
        func cell(_ value: Double?, _ digits: Int) -> String {
            value.map { String(format: "%.\(digits)f", $0) } ?? "–"
        }
        let digits = unit == "bytes" || ours >= 100 ? 0 : 1
        let cells = [
            row, cell(ours, digits), cell(peer, digits), cell(ratio, 2), unit, cell(load, 1),
        ]
        return "| " + cells.joined(separator: " | ") + " |"
    }
}
