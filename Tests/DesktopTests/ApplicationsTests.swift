import Desktop
import Foundation
import Testing

@Suite("Applications")
struct ApplicationsTests {
    /// Applications of a directory of our own, so that what is installed makes no difference.
    private func fixture(_ entries: [String: String], types: String = "") throws -> (Applications, String) {
        let root = NSTemporaryDirectory() + "lam-applications-\(UUID().uuidString)"
        let manager = FileManager.default
        try manager.createDirectory(atPath: "\(root)/applications", withIntermediateDirectories: true)
        try manager.createDirectory(atPath: "\(root)/mime", withIntermediateDirectories: true)
        for (id, text) in entries {
            try SmallFile.write(
                "[Desktop Entry]\nType=Application\n\(text)\n",
                to: "\(root)/applications/\(id).desktop"
            )
        }
        try SmallFile.write(types, to: "\(root)/mime/globs2")
        let environment = [
            "HOME": root, "XDG_DATA_HOME": root, "XDG_DATA_DIRS": root, "PATH": "/usr/bin:/bin",
            "XDG_CONFIG_HOME": "\(root)/config", "XDG_CONFIG_DIRS": root,
        ]
        return (Applications(environment: environment), root)
    }

    private var office: [String: String] {
        [
            "galculator": "Name=Galculator\nExec=sh\nComment=Perform simple and scientific calculations",
            "org.gnome.Calculator": "Name=Calculator\nExec=cat\nCategories=GNOME;Calculator;",
            "mousepad": "Name=Mousepad\nGenericName=Text Editor\nExec=ls %U\nMimeType=text/plain;",
            "gedit": "Name=gedit\nExec=grep %U\nCategories=TextEditor;\nMimeType=text/plain;",
            "writer":
                "Name=LibreOffice Writer\nGenericName=Word Processor\nExec=sed --writer %U\nKeywords=Letter;odt;",
            "hidden": "Name=Mousepad Preferences\nExec=ls --preferences\nNoDisplay=true",
            "gone": "Name=Gone\nExec=no-such-program-anywhere",
        ]
    }

    @Test(
        "are found by what people call them",
        arguments: [
            ("Mousepad", "mousepad"), ("the calculator", "org.gnome.Calculator"),
            ("galculator", "galculator"),
            ("text editor", "mousepad"), ("Writer", "writer"), ("word processor", "writer"),
            ("the Mousepad app", "mousepad"), ("galculater", "galculator"),
            ("org.gnome.Calculator", "org.gnome.Calculator"),
            ("letter", "writer"), ("mousepad preferences", "hidden"), ("Libre Office writer", "writer"),
            ("gone", ""),
        ]
    )
    func search(text: String, id: String) throws {
        let (applications, root) = try fixture(office)
        defer { SmallFile.remove(root) }
        #expect((applications.matches(for: text).first?.application.id ?? "") == id)
    }

    @Test("that fit equally well all come back")
    func ambiguous() throws {
        let (applications, root) = try fixture([
            "a": "Name=Alpha\nGenericName=Text Editor\nExec=ls",
            "b": "Name=Beta\nGenericName=Text Editor\nExec=cat",
        ])
        defer { SmallFile.remove(root) }
        #expect(try applications.choices(toOpen: "the text editor").map(\.application.id) == ["b", "a"])
    }

    @Test("open a file that is named before \"with\"; without that file the words name an application")
    func fileWithApplication() throws {
        let (applications, root) = try fixture(office)
        defer { SmallFile.remove(root) }
        try SmallFile.write("x", to: "\(root)/a note.txt")
        let choices = try applications.choices(toOpen: "\(root)/a note.txt with gedit")
        #expect(choices.map(\.application.id) == ["gedit"])
        #expect(choices.first?.command.last == "\(root)/a note.txt")
        #expect(
            try applications.choices(toOpen: "a note.txt with Mousepad").first?.application.id == "mousepad"
        )
        #expect(throws: DesktopError.self) { try applications.choices(toOpen: "\(root)/none.txt with gedit") }
        #expect(applications.all.filter(\.opensFiles).map(\.id).sorted() == ["gedit", "mousepad", "writer"])
    }

    @Test("that do not exist are refused with the nearest that do")
    func unknown() throws {
        let (applications, root) = try fixture(office)
        defer { SmallFile.remove(root) }
        let error = #expect(throws: DesktopError.self) { try applications.choices(toOpen: "frobnicator") }
        #expect(error?.code == .noSuchApplication)
        #expect(error?.message.contains("nearest") == true)
    }

    @Test("without a desktop entry are found by their program")
    func program() throws {
        let (applications, root) = try fixture(office)
        defer { SmallFile.remove(root) }
        #expect(try applications.choices(toOpen: "sort").first?.command == ["sort"])
    }

    @Test(
        "are started with their field codes expanded",
        arguments: [
            ("Exec=ls %U", ["a b", "c"], ["ls", "a b", "c"]),
            ("Exec=ls --file=%f", ["a"], ["ls", "--file=a"]),
            ("Exec=ls --file %f --last", [], ["ls", "--file", "--last"]),
            (#"Exec=ls "one two" \\"x\\" 100%% %i %c"#, [], ["ls", "one two", "\"x\"", "100%", "Name X"]),
            ("Exec=ls", ["f"], ["ls", "f"]),
        ]
    )
    func exec(entry: String, arguments: [String], command: [String]) throws {
        let (applications, root) = try fixture(["x": "Name=Name X\n\(entry)"])
        defer { SmallFile.remove(root) }
        let application = try #require(applications.all.first)
        #expect(applications.command(for: application, opening: arguments) == command)
    }

    @Test("open files by their type, the user's default first")
    func files() throws {
        let (applications, root) = try fixture(office, types: "50:text/x-csrc:*.c\n50:text/plain:*.txt\n")
        defer { SmallFile.remove(root) }
        try SmallFile.write("hello", to: "\(root)/a.txt")
        try SmallFile.write("int x;", to: "\(root)/b.c")
        try SmallFile.write("no ending", to: "\(root)/README")
        for file in ["a.txt", "b.c", "README", "~/a.txt", "file://\(root)/a.txt"] {
            let choices = try applications.choices(toOpen: file)
            #expect(Set(choices.map(\.application.id)) == ["mousepad", "gedit"], "\(file)")
        }
        try FileManager.default.createDirectory(atPath: "\(root)/config", withIntermediateDirectories: true)
        try SmallFile.write(
            "[Default Applications]\ntext/plain=mousepad.desktop;\n",
            to: "\(root)/config/mimeapps.list"
        )
        let best = try #require(try applications.choices(toOpen: "a.txt").first)
        #expect(best.application.id == "mousepad")
        #expect(best.command == ["ls", "\(root)/a.txt"])
        let missing = #expect(throws: DesktopError.self) { try applications.choices(toOpen: "/no/such.txt") }
        #expect(missing?.code == .file)
    }

    @Test("of this machine are read, LibreOffice with the flags that keep it quiet")
    func installed() throws {
        let applications = Applications(environment: ProcessInfo.processInfo.environment)
        let editor = try #require(applications.matches(for: "mousepad").first?.application)
        #expect(applications.command(for: editor) == ["mousepad"])
        let writer = try #require(applications.matches(for: "writer").first?.application)
        let command = applications.command(for: writer)
        #expect(command.contains("--norestore") && command.contains("--writer"))
        #expect(try applications.choices(toOpen: "xterm").first?.application.program == "xterm")
    }
}
