import Execution
import Foundation
import Testing

@Suite("The example tasks", .serialized)
struct ScriptedTaskTests {
    /// A task and the way it is done.
    struct Run: CustomTestStringConvertible, Sendable {
        var task: String
        var route: Route
        var testDescription: String { "\(task) by \(route.rawValue)" }
    }

    /// Those of one name when LAM_TASK gives one, by every route, told step by step; else one or two
    /// of each toolkit, as `lam script` runs them all.
    private static let runs: [Run] = {
        guard let wanted = ProcessInfo.processInfo.environment["LAM_TASK"] else {
            return [
                Run(task: "mousepad-save", route: .automatic), Run(task: "mousepad-menus", route: .pointer),
                Run(task: "zenity-form", route: .automatic), Run(task: "zenity-form", route: .pointer),
                Run(task: "zenity-checklist", route: .pointer),
                Run(task: "zenity-volume", route: .automatic), Run(task: "zenity-volume", route: .pointer),
                Run(task: "featherpad-note", route: .automatic),
                Run(task: "featherpad-note", route: .pointer),
                Run(task: "gnome-calculator-product", route: .pointer),
                Run(task: "galculator-preferences", route: .automatic),
            ]
        }
        let files = (try? FileManager.default.contentsOfDirectory(atPath: ScriptDriver.folder.path)) ?? []
        let tasks = files.filter { $0.hasSuffix(".yaml") && $0.contains(wanted) }.sorted()
        return tasks.flatMap { task in
            [Route.automatic, .pointer].map { Run(task: String(task.dropLast(5)), route: $0) }
        }
    }()

    @Test("A task passes", arguments: runs)
    func passes(run: Run) async throws {
        let path = ScriptDriver.folder.appending(path: run.task + ".yaml").path
        let log = ProcessInfo.processInfo.environment["LAM_TASK"] != nil
        if log { print("\(run.task).yaml by \(run.route)") }
        let failures = try await ScriptDriver.run(path, route: run.route, log: log)
        #expect(failures.isEmpty, "\(run.testDescription): \(failures.joined(separator: "\n"))")
    }
}
