// Does what you say in a private display and prints each step.
//
//     swift run RunGoal "open the calculator and work out 12 times 34"
import Core
import Foundation
import Runtime

let goal = CommandLine.arguments.dropFirst().joined(separator: " ")
let driver = RunDriver(events: { event in
    if case .step(let step) = event {
        print("\(step.index + 1). \(step.decision.text): \(step.outcome.status.rawValue)")
    }
})
let report = try await driver.run(goal: goal)

print("\(report.end.kind.rawValue): \(report.end.message)")
print("The trajectory is in \(report.directory)")
exit(ExitStatus(report.end.kind).rawValue)
