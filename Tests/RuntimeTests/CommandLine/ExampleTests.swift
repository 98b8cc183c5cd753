import Foundation
import Testing

@Suite("The example programs", .serialized)
struct ExampleTests {
    @Test("One prints the elements of a program")
    func observe() async throws {
        let result = try await Program("ObserveScreen").run(["galculator"])
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output.contains("toggle button \"7\""), "\(result.output)")
    }

    @Test("The other does what it is told")
    func run() async throws {
        let folder = try Folder()
        let result = try await Program("RunGoal").run(
            ["open galculator and press 7"],
            [
                "XDG_DATA_HOME": folder.path,
                "LAM_MODEL_DIR": ProcessInfo.processInfo.environment["LAM_MODEL_DIR"] ?? Self.models,
            ]
        )
        #expect(result.output.contains("toggle button \"7\""), "\(result.output) \(result.errors)")
        #expect(result.status == 3)
    }

    private static var models: String {
        let environment = ProcessInfo.processInfo.environment
        let data = environment["XDG_DATA_HOME"] ?? (environment["HOME"] ?? "") + "/.local/share"
        return data + "/lam/models"
    }
}
