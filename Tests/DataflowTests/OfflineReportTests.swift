import Dataflow
import Testing

@Suite("Decisions judged by a record")
struct OfflineReportTests {
    private func judgement(
        _ episode: String,
        operation: Bool = true,
        object: Bool = true,
        isEnd: Bool = false,
        saysEnd: Bool = false,
        isRight: Bool = true,
        probability: Double? = nil
    ) -> OfflineReport.Judgement {
        OfflineReport.Judgement(
            episode: episode,
            isEnd: isEnd,
            saysEnd: saysEnd,
            operation: operation,
            object: object,
            isRight: isRight,
            probability: probability
        )
    }

    @Test("Kind, element, end, steps and tasks are counted apart, and how sure it was")
    func figures() {
        var report = OfflineReport()
        #expect(report.stepSuccess == nil && report.calibrationError == nil)
        report.judgements = [
            judgement("a", probability: 0.95), judgement("a", isEnd: true, saysEnd: true, probability: 0.95),
            judgement("b", object: false, isRight: false, probability: 0.45),
            judgement("b", operation: false, object: false, saysEnd: true, isRight: false),
            judgement("b", operation: false, object: false, isEnd: true, isRight: false, probability: 0.45),
        ]
        #expect(report.operationAccuracy == 2.0 / 3)
        #expect(report.objectAccuracy == 1.0 / 3)
        #expect(report.statusAccuracy == 3.0 / 5)
        #expect(report.stepSuccess == 2.0 / 5)
        #expect(report.taskSuccess == 1.0 / 2)
        // Twice 0.95 and right, twice 0.45 and wrong: (0.1 + 0.9) / 4.
        #expect(abs((report.calibrationError ?? 0) - 0.25) < 1e-12)
        #expect(report.jsonLine.hasPrefix(#"{"decisions":5,"episodes":2,"object_accuracy":0.3333,"#))
        #expect(report.table.contains("task success           50.0 %"))
    }
}
