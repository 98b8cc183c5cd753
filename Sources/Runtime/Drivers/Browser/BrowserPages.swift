import Dataflow
import Foundation

/// Where the pages of the browser tasks are, and the script that starts their episodes.
struct BrowserPages: Sendable {
    /// The folder of the pages.
    let pages: String
    /// The script that speaks to the browser.
    let script: String
    /// The names of all tasks there are pages of.
    let names: [String]

    /// Looks for the pages that `Scripts/bootstrap --browser` fetches, and for the script.
    ///
    /// - Throws: `RuntimeError` with code `environment` saying what is missing and how to get it.
    init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        pages =
            environment["LAM_BROWSER_PAGES"] ?? Directories(environment: environment).data
            + "/miniwob/html/miniwob"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: pages)) ?? []
        names = files.filter { $0.hasSuffix(".html") }.map { String($0.dropLast(5)) }.sorted()
        guard !names.isEmpty else {
            throw RuntimeError(
                .environment,
                "there are no pages of browser tasks in \(pages); Scripts/bootstrap --browser fetches them"
            )
        }
        let path = environment["PATH"]
        guard Self.browsers.contains(where: { Programs.isThere($0, on: path) }) else {
            throw RuntimeError(
                .environment,
                "no Chromium is installed; Scripts/bootstrap --browser installs it"
            )
        }
        guard Programs.isThere("python3", on: path) else {
            throw RuntimeError(.environment, "python3 is not installed; it runs \(Self.scriptName)")
        }
        script = try Self.findScript()
    }

    /// Returns the names of a list, checked.
    ///
    /// - Parameter list: Names of tasks; `train` and `development` stand for all tasks of those groups.
    /// - Throws: `RuntimeError` with code `usage` for a name there is no page of, with names like it.
    func resolve(_ list: [String]) throws -> [String] {
        var found: [String] = []
        for name in list {
            let group = BrowserSplit.Group(rawValue: name).map(BrowserSplit.tasks) ?? [name]
            for task in group where !found.contains(task) {
                guard names.contains(task) else {
                    let near = BrowserSplit.near(task, among: names)
                    let hint = near.isEmpty ? "" : "; near it are \(near.joined(separator: ", "))"
                    throw RuntimeError(
                        .usage,
                        "there is no browser task called \(task) among the \(names.count) in \(pages)\(hint)"
                    )
                }
                found.append(task)
            }
        }
        return found
    }

    private static let browsers = ["chromium", "chromium-browser", "google-chrome"]
    private static let scriptName = "Scripts/miniwob/episodes.py"

    /// The script lies in the repository: that of the working directory, or the one lam was built in.
    private static func findScript() throws -> String {
        let files = FileManager.default
        var places = [files.currentDirectoryPath]
        if let program = Bundle.main.executableURL?.resolvingSymlinksInPath() {
            places.append(program.deletingLastPathComponent().path)
            places.append(program.deletingLastPathComponent().deletingLastPathComponent().path + "/share/lam")
        }
        for place in places {
            var folder = URL(fileURLWithPath: place)
            for _ in 0..<8 {
                let script = folder.appendingPathComponent(scriptName).path
                if files.fileExists(atPath: script) { return script }
                folder.deleteLastPathComponent()
            }
        }
        throw RuntimeError(
            .environment,
            "\(scriptName) was not found above \(files.currentDirectoryPath) nor beside lam; "
                + "run it within the repository"
        )
    }
}
