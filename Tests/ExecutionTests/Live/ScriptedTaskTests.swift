import Execution
import Foundation
import Testing

@Suite("The example tasks", .serialized)
struct ScriptedTaskTests {
    /// One task by LAM_TASK (its id), or all of them.
    private static let tasks: [String] = {
        let wanted = ProcessInfo.processInfo.environment["LAM_TASK"]
        let files = (try? FileManager.default.contentsOfDirectory(atPath: ScriptDriver.folder.path)) ?? []
        return files.filter { $0.hasSuffix(".yaml") && (wanted.map($0.contains) ?? true) }.sorted()
    }()

    @Test("A task passes by every route", arguments: tasks, Route.allCases.filter { $0 != .accessibility })
    func passes(file: String, route: Route) async throws {
        let path = ScriptDriver.folder.appending(path: file).path
        let log = ProcessInfo.processInfo.environment["LAM_TASK"] != nil
        if log { print("\(file) by \(route)") }
        let failures = try await ScriptDriver.run(path, route: route, log: log)
        #expect(failures.isEmpty, "\(file) by \(route.rawValue): \(failures.joined(separator: "\n"))")
    }
}
