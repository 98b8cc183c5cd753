import Foundation
import Testing

@Suite("Files that goals name, and files that runs make")
struct FilesTests {
    private let lam = Program("lam")

    /// Runs a goal without a model, with what `lam` keeps in a folder.
    private func run(_ goal: String, in folder: Folder) async throws -> Program.Result {
        try await lam.run(
            ["run", "--no-model", "--json", goal],
            ["XDG_DATA_HOME": folder.path, "XDG_CONFIG_HOME": folder.path + "/config"]
        )
    }

    @Test(
        "A file is opened in the application that is named, and saved where it lies",
        .timeLimit(.minutes(2))
    )
    func opened() async throws {
        let folder = try Folder()
        let path = try folder.write("my cat and your cat\n", to: "pets.txt")
        let result = try await run(
            "In mousepad, replace every \"cat\" with \"dog\" in \(path) and save it",
            in: folder
        )
        #expect(result.status == 3, "\(result.output)\n\(result.errors)")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "my dog and your dog\n")
    }

    @Test("A file manager that shows its files in pixels alone is brought to the one to be renamed")
    func renamed() async throws {
        let folder = try Folder()
        let path = try folder.write("x\n", to: "old.txt")
        _ = try folder.write("y\n", to: "another.txt")
        let result = try await run("Rename \(path) to new.txt with thunar", in: folder)
        #expect(result.status == 3, "\(result.output)\n\(result.errors)")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(names.contains("new.txt") && names.contains("another.txt") && !names.contains("old.txt"))
    }

    @Test("What a run makes on its own display is kept when the display goes, and told")
    func kept() async throws {
        let folder = try Folder()
        let result = try await run("Open mousepad, type \"rain\" and save it as rain.txt", in: folder)
        #expect(result.status == 3, "\(result.output)\n\(result.errors)")
        let report = try JSONDecoder().decode(
            Report.self,
            from: Data((result.output.split(separator: "\n").last ?? "").utf8)
        )
        let file = try #require(report.files.first, "\(result.output)")
        #expect(report.files.count == 1 && file == "\(folder.path)/lam/files/\(report.id)/rain.txt")
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix("rain"))
    }

    @Test(
        "A program that is still writing when a run ends writes its file to the end",
        .timeLimit(.minutes(2))
    )
    func written() async throws {
        let folder = try Folder()
        let path = "\(folder.path)/two.ods"
        let result = try await run(
            "In libreoffice calc put 5 in A1 and 7 in A2 and save it as \(path)",
            in: folder
        )
        #expect(result.status == 3, "\(result.output)\n\(result.errors)")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        #expect(files.contains("two.ods"), "\(result.output)")
        #expect(!files.contains { $0.hasPrefix(".~lock") || $0.hasSuffix(".tmp") }, "\(files)")
    }

    @Test("A file is moved into a folder by a file manager")
    func moved() async throws {
        let folder = try Folder()
        let path = try folder.write("x\n", to: "old.txt")
        let work = "\(folder.path)/work"
        try FileManager.default.createDirectory(atPath: work, withIntermediateDirectories: false)
        let result = try await run("Move \(path) into the folder work with thunar", in: folder)
        #expect(result.status == 3, "\(result.output)\n\(result.errors)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: work) == ["old.txt"])
    }

    private struct Report: Decodable {
        var id: String
        var files: [String]
    }
}
