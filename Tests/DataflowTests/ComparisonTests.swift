import Core
import Dataflow
import Foundation
import Testing

@Suite("Runs of a suite, side by side")
struct ComparisonTests {
    private func report(_ name: String, _ successes: [Bool], seconds: Double = 1) -> SuiteReport {
        SuiteReport(
            suite: "suite",
            results: successes.enumerated().map { index, success in
                var result = TaskResult(
                    id: "task-\(index)",
                    success: success,
                    steps: 4,
                    seconds: 4 * seconds,
                    outcome: success ? "verified" : "failed"
                )
                result.application = index % 4 == 0 ? "zenity" : "gedit"
                result.effort = Effort(
                    stepSeconds: [seconds, seconds, seconds, 3 * seconds],
                    tokens: 100,
                    calls: 2,
                    refused: index == 1 ? 1 : 0,
                    oracle: 2
                )
                return result
            }
        )
    }

    @Test("A report says steps, seconds, tokens, and what the policy refused")
    func figures() {
        let report = report("a", [true, true, false, false])
        #expect(report.stepsForOracle == 2)
        #expect(report.stepSeconds(0.5) == 1 && report.stepSeconds(0.95) == 3)
        #expect(report.tokensPerTask == 100 && report.callsPerTask == 2)
        // The second task succeeded with an action that was refused.
        #expect(report.successUnderPolicy == 0.25 && report.riskRatio == 0.25)
        #expect(report.applications.map(\.name) == ["gedit", "zenity"])
        // zenity 1 of 1, gedit 1 of 3.
        #expect(abs((report.meanOverApplications ?? 0) - 2.0 / 3) < 1e-12)
    }

    @Test("What is printed is read back")
    func reading() throws {
        let report = report("a", [true, false, true])
        let path = NSTemporaryDirectory() + "lam-report-\(getpid()).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try ("note\n" + report.jsonLines).write(toFile: path, atomically: true, encoding: .utf8)
        let read = try SuiteReport(contentsOf: path)
        #expect(read.suite == "suite")
        #expect(read.jsonLines == report.jsonLines)
        #expect(
            report.jsonLine.hasPrefix(#"{"suite":"suite","n":3,"success":2,"p50_s":4.0,"p95_s":4.0,"low":"#)
        )
        try "nothing".write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: DataflowError.self) { try SuiteReport(contentsOf: path) }
    }

    @Test("The gain is counted task by task, with an interval that holds it")
    func gain() throws {
        let before = report("a", [Bool](repeating: false, count: 20))
        let after = report("b", (0..<20).map { $0 < 10 }, seconds: 2)
        let comparison = SuiteComparison([
            .init(name: "<bare>", report: before), .init(name: "new", report: after),
        ])
        let gain = try #require(comparison.gain(over: 0))
        #expect(gain.points == 50 && gain.tasks == 20)
        #expect(gain.interval.lowerBound > 20 && gain.interval.lowerBound < 40)
        #expect(gain.interval.upperBound > 60 && gain.interval.upperBound < 80)
        #expect(comparison.changes(over: 0).better.count == 10)
        #expect(comparison.table.contains("+50 points"))
        let page = comparison.html(title: "a & b")
        #expect(page.contains("a &amp; b") && page.contains("&lt;bare&gt;") && page.contains("<rect"))
        #expect(!page.contains("<bare>"))
    }
}
