import Glibc

/// What some programs must be told to come up without questions.
enum ProgramFlags {
    /// Returns the command with the flags its program needs, unless they are there.
    static func complete(_ command: [String]) -> [String] {
        guard let program = command.first else { return command }
        let flags = self.flags(for: Application.baseName(program)).filter { !command.contains($0) }
        return [program] + flags + command.dropFirst()
    }

    private static func flags(for program: String) -> [String] {
        switch program {
        case "soffice", "libreoffice", "lowriter", "localc", "loimpress", "lodraw", "lobase", "lomath",
            "loffice":
            return ["--norestore", "--nologo", "--nofirststartwizard"]
        case "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome":
            let flags = [
                "--no-first-run", "--no-default-browser-check", "--password-store=basic",
                "--force-renderer-accessibility",
            ]
            // Chromium refuses to run as root with its sandbox.
            return getuid() == 0 ? flags + ["--no-sandbox"] : flags
        default: return []
        }
    }
}
