import Glibc

/// Finds programs on `PATH` and knows which Debian package brings those that a session needs.
enum ProgramPath {
    /// The path used when the environment has none.
    static let standard = "/usr/local/bin:/usr/bin:/bin:/usr/games"

    /// Returns the file of a program, or `nil` when there is none that may be executed.
    static func find(_ program: String, path: String? = nil) -> String? {
        if program.contains("/") { return isExecutable(program) ? program : nil }
        let path = path ?? variable("PATH") ?? standard
        for directory in path.split(separator: ":") {
            let file = "\(directory)/\(program)"
            if isExecutable(file) { return file }
        }
        return nil
    }

    /// The Debian packages of the programs that a session starts.
    static let packages: [String: String] = [
        "Xvfb": "xvfb", "Xephyr": "xserver-xephyr", "openbox": "openbox", "dbus-daemon": "dbus-daemon",
        "at-spi-bus-launcher": "at-spi2-core", "xcompmgr": "xcompmgr", "picom": "picom",
    ]

    /// Returns the end of a sentence that says how to install a program; empty when we do not know.
    static func hint(for program: String) -> String {
        guard let package = packages[program] else { return "" }
        return "; install the Debian package \(package) (apt-get install \(package))"
    }

    /// Where Debian and others keep the launcher of the accessibility bus.
    static func accessibilityLauncher() -> String? {
        let places = [
            "/usr/libexec", "/usr/lib/at-spi2-core", "/usr/lib/at-spi2", "/usr/lib/x86_64-linux-gnu",
            "/usr/lib/aarch64-linux-gnu",
        ]
        return places.map { "\($0)/at-spi-bus-launcher" }.first(where: isExecutable)
    }

    /// Returns a variable of our own environment; `nil` when it is not set or empty.
    static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    private static func isExecutable(_ file: String) -> Bool {
        var info = stat()
        guard stat(file, &info) == 0, info.st_mode & S_IFMT == S_IFREG else { return false }
        return access(file, X_OK) == 0
    }
}
