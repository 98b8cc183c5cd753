import Core
import Dataflow
import Testing

@Suite("The report of a suite")
struct EvaluationTests {
    private let report = SuiteReport(
        suite: "language",
        results: [
            TaskResult(id: "a", success: true, steps: 4, seconds: 1.23456, outcome: "verified"),
            TaskResult(
                id: "b \"q\"/é",
                success: false,
                steps: 30,
                seconds: 20,
                outcome: "budget",
                message: "failed: x"
            ),
            TaskResult(
                id: "c",
                alreadyTrue: [
                    CheckResult(check: .clipboard(equals: ""), passed: true, expected: "e", found: "f")
                ]
            ),
            TaskResult(id: "d", success: true, steps: 2, seconds: 3, outcome: "unverified"),
        ]
    )

    @Test("It is lines of JSON with stable keys, invalid tasks counted apart")
    func json() {
        #expect(
            report.jsonLines == """
                {"id":"a","success":true,"steps":4,"seconds":1.235,"outcome":"verified"}
                {"id":"b \\"q\\"/é","success":false,"steps":30,"seconds":20.0,"outcome":"budget"}
                {"id":"c","success":false,"steps":0,"seconds":0.0,"outcome":"invalid"}
                {"id":"d","success":true,"steps":2,"seconds":3.0,"outcome":"unverified"}
                {"suite":"language","n":3,"success":2,"p50_s":3.0,"p95_s":20.0,"invalid":1}

                """
        )
        #expect(
            SuiteReport(suite: "s").jsonLine == #"{"suite":"s","n":0,"success":0,"p50_s":null,"p95_s":null}"#
        )
    }

    @Test("It is a table with a summary")
    func table() {
        #expect(
            report.table == """
                task     result   steps  seconds  outcome
                a        pass         4     1.23  verified
                b "q"/é  fail        30    20.00  budget: failed: x
                c        invalid      0     0.00  invalid: true before the first step: e
                d        pass         2     3.00  unverified

                language: 2 of 3 (67 %, 95 % interval 21 to 94 %), median 3.0 s, p95 20.0 s; 1 invalid, not counted

                """
        )
        #expect(SuiteReport(suite: "s").summary == "s: no valid task")
    }

    @Test("Checks decide on success, not what the agent says")
    func success() {
        func check(_ passed: Bool) -> CheckResult {
            CheckResult(check: .clipboard(equals: "a"), passed: passed, expected: "e", found: "f")
        }
        func success(_ kind: RunEnd.Kind, _ checks: [CheckResult]) -> Bool {
            TaskResult(id: "t", end: RunEnd(kind), steps: 1, seconds: 1, checks: checks).success
        }
        #expect(success(.verified, [check(true), check(true)]))
        #expect(success(.budget, [check(true)]))
        #expect(!success(.verified, [check(true), check(false)]))
        #expect(!success(.unverified, []))
    }

    @Test("Wilson's interval and nearest ranks agree with worked examples")
    func statistics() {
        // Newcombe (1998), table I, method 3: 81 of 263 and 15 of 148.
        let first = Statistics.wilson(successes: 81, of: 263)
        #expect(abs(first.lowerBound - 0.2553) < 5e-5 && abs(first.upperBound - 0.3662) < 5e-5)
        let second = Statistics.wilson(successes: 15, of: 148)
        #expect(abs(second.lowerBound - 0.0624) < 5e-5 && abs(second.upperBound - 0.1605) < 5e-5)
        #expect(Statistics.wilson(successes: 0, of: 20).lowerBound == 0)
        let values = (1...20).map(Double.init)
        #expect(Statistics.percentile(0.5, of: values) == 10)
        #expect(Statistics.percentile(0.95, of: values.reversed()) == 19)
        #expect(Statistics.percentile(1, of: [7]) == 7)
        #expect(Statistics.percentile(0.5, of: []) == nil)
    }
}
