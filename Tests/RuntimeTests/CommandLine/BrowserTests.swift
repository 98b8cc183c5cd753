import Foundation
import Testing

@Suite(
    "Browser tasks from the command line",
    .serialized,
    .enabled(
        if: FileManager.default.isExecutableFile(atPath: "/usr/bin/chromium"),
        "chromium is not installed: Scripts/bootstrap --tests"
    )
)
struct BrowserTests {
    private let lam = Program("lam")

    /// A page of our own that keeps to what the pages of browser tasks are started and judged by.
    private static let page = """
        <!DOCTYPE html><title>Choice</title>
        <div id=query></div><button onclick="over(share)">Left</button> <button onclick="over(-1)">Right</button>
        <script>
        var WOB_DONE_GLOBAL = false, WOB_RAW_REWARD_GLOBAL = 0, WOB_REWARD_GLOBAL = 0;
        var WOB_REWARD_REASON = null, WOB_TASK_READY = true, share = 0;
        function over(raw) { WOB_RAW_REWARD_GLOBAL = WOB_REWARD_GLOBAL = raw; WOB_DONE_GLOBAL = true }
        Math.seedrandom = seed => { share = seed ? 0.5 : 1 };
        var core = {
          EPISODE_MAX_TIME: 10000, cover_div: document.createElement('div'), setDataMode() {},
          startEpisodeReal() { query.textContent = 'Click the "Left" button.' },
          getUtterance() { return query.textContent },
        };
        </script>
        """

    @Test("A whole reward is a success, a part of one is counted apart, as one line a task and a summary")
    func rewards() async throws {
        let folder = try Folder()
        _ = try folder.write(Self.page, to: "choose-left.html")
        let result = try await lam.run(
            [
                "eval", "browser", "--tasks", "choose-left", "--seeds", "0-1", "--no-model",
                "--no-attributes", "--json", "--trajectories", folder.path + "/runs",
            ],
            ["LAM_BROWSER_PAGES": folder.path]
        )
        #expect(result.status == 0, "\(result.errors)")
        let lines = try result.output.split(separator: "\n").map {
            try JSONDecoder().decode(Line.self, from: Data($0.utf8))
        }
        try #require(lines.count == 2, "\(result.output)")
        #expect(
            lines[0].id == "choose-left" && lines[0].episodes?.map(\.raw) == [1, 0.5],
            "\(result.output)"
        )
        #expect(lines[0].episodes?.allSatisfy { $0.goal == "Click the \"Left\" button." } == true)
        for line in lines {
            #expect(line.n == 2 && line.success == 1 && line.positive == 2, "\(result.output)")
            #expect(line.without_attributes?.success == 1 && line.with_attributes == nil)
        }
        #expect(lines[1].suite == "browser")
    }

    @Test("A dialog that an episode leaves behind is not in the way of the next one")
    func leftBehind() async throws {
        let folder = try Folder()
        let page = Self.page.replacing(
            "over(share)",
            with: "let i = document.createElement('input'); i.type = 'file'; i.click(); over(1)"
        )
        _ = try folder.write(page, to: "choose-left.html")
        let result = try await lam.run(
            [
                "eval", "browser", "--tasks", "choose-left", "--seeds", "0-2", "--no-model",
                "--no-attributes", "--json",
            ],
            ["LAM_BROWSER_PAGES": folder.path]
        )
        #expect(result.status == 0, "\(result.errors)")
        let line = try #require(result.output.split(separator: "\n").first)
        let task = try JSONDecoder().decode(Line.self, from: Data(line.utf8))
        #expect(task.episodes?.map(\.raw) == [1, 1, 1], "\(result.output)")
    }

    @Test("A task there is no page of is refused with names like it")
    func unknown() async throws {
        let folder = try Folder()
        _ = try folder.write(Self.page, to: "choose-left.html")
        let result = try await lam.run(
            ["eval", "browser", "--tasks", "chose-left", "--no-model"],
            ["LAM_BROWSER_PAGES": folder.path]
        )
        #expect(result.status == 2 && result.errors.contains("choose-left"), "\(result.errors)")
        let empty = try await lam.run(
            ["eval", "browser", "--tasks", "click-test", "--no-model"],
            ["LAM_BROWSER_PAGES": folder.path + "/none"]
        )
        #expect(empty.status == 5 && empty.errors.contains("bootstrap --browser"), "\(empty.errors)")
    }

    @Test("Nothing is collected from tasks and seeds that the result is judged by")
    func split() async throws {
        let folder = try Folder()
        for name in ["click-test", "click-menu"] { _ = try folder.write(Self.page, to: "\(name).html") }
        for arguments in [["--tasks", "click-menu"], ["--tasks", "click-test", "--seeds", "9999-10000"]] {
            let result = try await lam.run(
                ["collect", "browser", "--output", folder.path + "/data"] + arguments,
                ["LAM_BROWSER_PAGES": folder.path]
            )
            #expect(result.status == 2 && result.errors.contains("train"), "\(result.errors)")
            #expect(!FileManager.default.fileExists(atPath: folder.path + "/data"))
        }
    }

    private struct Line: Decodable {
        struct Figures: Decodable { var success: Int }
        struct Episode: Decodable {
            var raw: Double
            var goal: String?
        }
        var id: String?
        var suite: String?
        var n: Int
        var success: Int
        var positive: Int
        var without_attributes: Figures?
        var with_attributes: Figures?
        var episodes: [Episode]?
    }
}
