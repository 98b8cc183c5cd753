import Foundation
import Testing

@Suite("Scripts and suites from the command line", .serialized)
struct SuiteTests {
    private let lam = Program("lam")

    @Test("A script whose check holds exits 0; one whose check does not exits 1")
    func checks() async throws {
        let folder = try Folder()
        func task(_ expected: String) -> String {
            """
            id: sum
            goal: Press keys
            application: galculator
            steps:
              - click: {role: toggle button, name: "7"}
              - click: {role: toggle button, name: "8"}
            checks:
              - element: {value: "\(expected)"}
            """
        }
        let good = try await lam.run(
            ["script", "--trajectories", folder.path, try folder.write(task("78"), to: "good.yaml")])
        #expect(good.status == 0, "\(good.errors)")
        let bad = try await lam.run(
            ["script", "--trajectories", folder.path, try folder.write(task("79"), to: "bad.yaml")])
        #expect(bad.status == 1, "\(bad.errors)")
    }

    @Test("A script whose element is not there exits 9 and names the nearest ones")
    func drift() async throws {
        let folder = try Folder()
        let file = try folder.write(
            """
            id: lost
            goal: Press a key that is not there
            application: galculator
            steps:
              - click: {role: toggle button, name: "MX"}
            """,
            to: "lost.yaml"
        )
        let result = try await lam.run(["script", "--trajectories", folder.path, file])
        #expect(result.status == 9, "\(result.errors)")
    }

    @Test("A suite prints one line a task and a summary, and a task that proves nothing is invalid")
    func suite() async throws {
        let folder = try Folder()
        let file = try folder.write(
            """
            suite: two
            tasks:
              - id: press
                goal: Press 7 and then 8
                setup: [{start: [galculator]}]
                checks: [{element: {value: "78"}}]
              - id: proves-nothing
                goal: Press 7
                setup: [{start: [galculator]}]
                checks: [{window: {title: galculator}}]
            """,
            to: "two.yaml"
        )
        let result = try await lam.run(["eval", "--no-model", "--json", "--trajectories", folder.path, file])
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 3, "\(result.output) \(result.errors)")
        #expect(lines[0].contains("\"id\":\"press\"") && lines[0].contains("\"success\":true"), "\(lines[0])")
        #expect(lines[1].contains("invalid"), "\(lines[1])")
        #expect(lines[2].contains("\"suite\":\"two\"") && lines[2].contains("\"n\":1"), "\(lines[2])")
    }

    @Test("Tasks side by side end as they do one by one, each once")
    func sideBySide() async throws {
        let folder = try Folder()
        let tasks = ["Yes", "No", "Yes"].enumerated().map { number, answer in
            """
              - id: task-\(number)
                goal: Press \(answer)
                setup: [{start: [sh, -c, "zenity --question --text=Now; echo $? > end.txt"]}]
                checks: [{file: {path: end.txt, equals: "\(answer == "Yes" ? 0 : 1)"}}]
            """
        }
        let file = try folder.write(
            "suite: three\ntasks:\n" + tasks.joined(separator: "\n"),
            to: "three.yaml"
        )
        let result = try await lam.run(
            ["eval", "--no-model", "--displays", "2", "--json", "--trajectories", folder.path, file]
        )
        let lines = result.output.split(separator: "\n").map(String.init)
        try #require(lines.count == 4, "\(result.output) \(result.errors)")
        for number in 0..<3 {
            let own = lines.filter { $0.contains("\"id\":\"task-\(number)\"") }
            #expect(own.count == 1 && own[0].contains("\"success\":true"), "\(result.output)")
        }
        #expect(lines[3].contains("\"suite\":\"three\"") && lines[3].contains("\"n\":3"), "\(lines[3])")
        let none = try await lam.run(["eval", "--no-model", "--displays", "0", file])
        #expect(none.status == 2 && none.errors.contains("from 1 to 64"), "\(none.errors)")
    }

    @Test("Check boxes in a list and sliders are set as a goal in words says")
    func rowsAndSliders() async throws {
        let folder = try Folder()
        let file = try folder.write(
            """
            suite: widgets
            tasks:
              - id: list
                goal: Tick Apples and Pears, untick Plums and press OK
                setup:
                  - start: [sh, -c, "zenity --list --checklist --column=Buy --column=Fruit FALSE Apples TRUE Plums FALSE Pears > list.txt"]
                checks: [{file: {path: list.txt, equals: "Apples|Pears"}}]
              - id: slider
                goal: Turn the volume up to 70 and confirm
                setup:
                  - start: [sh, -c, "zenity --scale --text=Volume --value=20 > volume.txt"]
                checks: [{file: {path: volume.txt, equals: "70"}}]
              - id: nameless-slider
                goal: Move the slider to 25% and press OK
                setup:
                  - start: [sh, -c, "zenity --scale --value=60 > volume.txt"]
                checks: [{file: {path: volume.txt, equals: "25"}}]
            """,
            to: "widgets.yaml"
        )
        let result = try await lam.run(["eval", "--no-model", "--json", "--trajectories", folder.path, file])
        for line in result.output.split(separator: "\n").dropLast() {
            #expect(line.contains("\"success\":true"), "\(line) \(result.errors)")
        }
        #expect(result.output.contains("\"n\":3"), "\(result.output) \(result.errors)")
    }

    @Test("A secret is typed, and its value is nowhere in the trajectory")
    func secret() async throws {
        let folder = try Folder()
        let file = try folder.write(
            """
            id: secret
            goal: Enter the password
            setup:
              - start: [sh, -c, "zenity --password --title=Login > answer.txt"]
            steps:
              - setText: {role: password text, text: "${secret:login}"}
              - click: {role: push button, name: OK}
            checks:
              - file: {path: answer.txt, equals: "kq7-zebra"}
            """,
            to: "secret.yaml"
        )
        let result = try await lam.run(
            ["script", "--secret", "login=LAM_TEST_SECRET", "--trajectories", folder.path + "/t", file],
            ["LAM_TEST_SECRET": "kq7-zebra"]
        )
        #expect(result.status == 0, "\(result.errors)")
        var files = 0
        let walk = try #require(FileManager.default.enumerator(atPath: folder.path + "/t"))
        for case let name as String in walk {
            guard let data = FileManager.default.contents(atPath: folder.path + "/t/" + name) else {
                continue
            }
            files += 1
            #expect(data.range(of: Data("kq7-zebra".utf8)) == nil, "the secret is in \(name)")
        }
        #expect(files > 2)
    }
}
