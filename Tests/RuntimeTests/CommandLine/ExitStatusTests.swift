import Foundation
import Testing

@Suite("What the command line says and how it exits", .serialized)
struct ExitStatusTests {
    private let lam = Program("lam")

    @Test(
        "A command line that makes no sense exits 2 and says what does",
        arguments: [
            ["run"], ["walk"], ["run", "--steps", "0", "x"], ["run", "--size", "wide", "x"],
            ["run", "--live", "--visible", "x"], ["eval", "--live", "x.yaml"],
        ]
    )
    func usage(arguments: [String]) async throws {
        let result = try await lam.run(arguments)
        #expect(result.status == 2)
        #expect(result.output.isEmpty)
        #expect(result.errors.contains("Usage: lam"), "\(result.errors)")
    }

    @Test("A task file with a mistake names file, line and column and exits 2")
    func badTask() async throws {
        let folder = try Folder()
        let file = try folder.write("id: x\ngoal: g\nsteps:\n  - clik: {name: OK}\n", to: "bad.yaml")
        let result = try await lam.run(["script", file])
        #expect(result.status == 2)
        #expect(result.errors.contains("bad.yaml:4:"), "\(result.errors)")
        #expect(result.errors.contains("click"), "the near miss is not named: \(result.errors)")
    }

    @Test("Text that is no YAML names where it stops making sense and exits 2")
    func badYAML() async throws {
        let folder = try Folder()
        let file = try folder.write("id: x\ngoal: [unclosed\n", to: "broken.yaml")
        let result = try await lam.run(["eval", "--no-model", file])
        #expect(result.status == 2)
        #expect(result.errors.contains("broken.yaml:"), "\(result.errors)")
    }

    @Test("Without a display, --live says what to do and exits 5")
    func noDisplay() async throws {
        let result = try await lam.run(
            ["inspect"],
            ["DISPLAY": nil, "WAYLAND_DISPLAY": nil]
        )
        #expect(result.status == 5)
        #expect(result.errors.contains("DISPLAY"), "\(result.errors)")
    }

    @Test("A Wayland session without X is told apart and exits 5")
    func wayland() async throws {
        let result = try await lam.run(["inspect"], ["DISPLAY": nil, "WAYLAND_DISPLAY": "wayland-0"])
        #expect(result.status == 5)
        #expect(result.errors.contains("Wayland"), "\(result.errors)")
    }

    @Test("A missing model exits 6 and says how to get it")
    func noModel() async throws {
        let folder = try Folder()
        let result = try await lam.run(["run", "open the calculator"], ["LAM_MODEL_DIR": folder.path])
        #expect(result.status == 6)
        #expect(result.errors.contains("lam model pull"), "\(result.errors)")
    }

    @Test("A damaged model exits 6 and names the file")
    func damagedModel() async throws {
        let folder = try Folder()
        let file = try folder.write("GGUF\u{3}\u{0}\u{0}\u{0}too short", to: "broken.gguf")
        let result = try await lam.run(["model", "generate", "--model", file, "hello"])
        #expect(result.status == 6)
        #expect(result.errors.contains("broken.gguf"), "\(result.errors)")
    }

    @Test("An empty goal is a usage error; an unknown application fails and says so")
    func goals() async throws {
        let folder = try Folder()
        let empty = try await lam.run(["run", "--no-model", "  "])
        #expect(empty.status == 2)
        let unknown = try await lam.run(
            ["run", "--no-model", "--trajectories", folder.path, "open the flux capacitor"])
        #expect(unknown.status == 1, "\(unknown.errors)")
        #expect(unknown.errors.contains("flux capacitor"), "\(unknown.errors)")
    }

    @Test("A budget that is used up exits 7, and the trajectory is kept")
    func budget() async throws {
        let folder = try Folder()
        let result = try await lam.run([
            "run", "--no-model", "--trajectories", folder.path, "--steps", "1",
            "open galculator and press 7 and then 8",
        ])
        #expect(result.status == 7, "\(result.errors)")
        let shown = try await lam.run(["show", "--text", "--trajectories", folder.path])
        #expect(shown.status == 0)
        #expect(shown.output.contains("galculator"), "\(shown.output)")
    }

    @Test("What the policy denies is refused with exit 4, and nothing is sent")
    func policy() async throws {
        let folder = try Folder()
        let policy = try folder.write(
            "rules:\n  - {action: open, name: \"*galculator*\", verdict: deny, reason: no calculators here}\n",
            to: "p.yaml"
        )
        let result = try await lam.run([
            "run", "--no-model", "--policy", policy, "--trajectories", folder.path, "open galculator",
        ])
        #expect(result.status == 4, "\(result.errors)")
        #expect(result.errors.contains("no calculators here"), "\(result.errors)")
    }

    @Test("A dry run names the action and starts nothing")
    func dryRun() async throws {
        let folder = try Folder()
        let result = try await lam.run([
            "run", "--no-model", "--dry-run", "--json", "--steps", "1", "--trajectories", folder.path,
            "open galculator",
        ])
        #expect(result.output.contains("dry-run"), "\(result.output) \(result.errors)")
        #expect(result.output.contains("galculator"))
    }

    @Test("Standard output holds only the JSON lines that --json promises")
    func json() async throws {
        let folder = try Folder()
        let result = try await lam.run([
            "run", "--no-model", "--json", "--trajectories", folder.path, "open galculator and press 7",
        ])
        let lines = result.output.split(separator: "\n")
        #expect(lines.count >= 3, "\(result.output) \(result.errors)")
        for line in lines {
            #expect((try? JSONSerialization.jsonObject(with: Data(line.utf8))) != nil, "\(line)")
        }
        #expect(result.status == 3)
    }

    @Test("Doctor finds nothing required missing on a machine that was set up")
    func doctor() async throws {
        let result = try await lam.run(["doctor", "--json"])
        #expect(result.status == 0, "\(result.output)")
        #expect(result.output.contains("model"))
        #expect(result.output.contains("the engine computes with"))
    }

    @Test("Doctor exits 5 where the model is missing and names the way out")
    func doctorMisses() async throws {
        let folder = try Folder()
        let result = try await lam.run(["doctor"], ["LAM_MODEL_DIR": folder.path])
        #expect(result.status == 5)
        #expect(result.output.contains("lam model pull"), "\(result.output)")
    }

    @Test("Every verb explains itself with examples")
    func help() async throws {
        for verb in ["run", "script", "record", "inspect", "session", "model", "show", "eval", "doctor"] {
            let result = try await lam.run([verb, "--help"])
            #expect(result.status == 0)
            #expect(result.output.contains("EXAMPLES"), "\(verb)")
        }
    }
}
