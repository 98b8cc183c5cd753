import Glibc

/// A way to open what was asked for.
public struct OpenChoice: Hashable, Sendable {
    /// The application.
    public var application: Application
    /// The command that starts it.
    public var command: [String]
}

extension Applications {
    /// Returns the ways to open an application, a file or an address, the best first.
    ///
    /// Several come back only where nothing tells them apart: applications that fit the words
    /// equally well. For a file or an address the first is the default application.
    /// - Parameters:
    ///   - what: What a person calls an application, a path, an address such as `https://…`, or a path and the application
    ///     that opens it: `/tmp/notes.txt with gedit`.
    ///   - directory: The directory that a relative path starts from; the home when left out.
    /// - Throws: `noSuchApplication`, with the nearest there are.
    public func choices(toOpen what: String, in directory: String? = nil) throws(DesktopError) -> [OpenChoice]
    {
        if let scheme = Self.scheme(of: what) {
            if scheme == "file" {
                let path = Self.decoded(String(what.dropFirst(what.hasPrefix("file://") ? 7 : 5)))
                return try choices(forFile: path)
            }
            let handlers = self.handlers(forType: "x-scheme-handler/\(scheme)")
            guard !handlers.isEmpty else {
                throw DesktopError(
                    .noSuchApplication,
                    "No application opens \(scheme) addresses; install a browser or name one."
                )
            }
            return handlers.map { OpenChoice(application: $0, command: command(for: $0, opening: [what])) }
        }
        if let choices = choices(toOpenWith: what, in: directory) { return choices }
        if let path = path(of: what, in: directory) { return try choices(forFile: path) }
        let matches = matches(for: what)
        guard let best = matches.first else { throw unknown(what) }
        return matches.filter { $0.fit == best.fit }.map {
            OpenChoice(application: $0.application, command: command(for: $0.application))
        }
    }

    /// Returns the applications that open a file, the default one first.
    public func handlers(forFile path: String) -> [Application] { handlers(forType: types.type(of: path)) }

    /// Returns the applications that open a MIME type, the default one first.
    public func handlers(forType type: String) -> [Application] {
        let defaults = defaultApplications
        var found: [Application] = []
        func add(_ applications: [Application]) {
            for application in applications where !found.contains(application) { found.append(application) }
        }
        for type in types.lineage(of: type) {
            add((defaults[type] ?? []).compactMap { id in all.first { $0.id == id } })
            add(all.filter { $0.mimeTypes.contains(type) && !$0.isHidden })
        }
        return found
    }

    /// The user's and the system's default applications by type, the preferred first
    /// (MIME Application Associations 1.0.1).
    var defaultApplications: [String: [String]] {
        let home = environment["HOME"] ?? "/"
        let configuration =
            [environment["XDG_CONFIG_HOME"] ?? "\(home)/.config"]
            + (environment["XDG_CONFIG_DIRS"] ?? "/etc/xdg").split(separator: ":").map(String.init)
        let files =
            configuration.map { "\($0)/mimeapps.list" }
            + dataDirectories.map { "\($0)/applications/mimeapps.list" }
        var defaults: [String: [String]] = [:]
        for file in files {
            guard let text = Files.text(file) else { continue }
            for group in ["Default Applications", "Added Associations"] {
                for (type, value) in DesktopEntry.keys(in: text, group: group) {
                    let ids = DesktopEntry.list(value).map {
                        $0.hasSuffix(".desktop") ? String($0.dropLast(8)) : $0
                    }
                    defaults[type, default: []] += ids
                }
            }
        }
        return defaults
    }

    /// The ways to open "FILE with APPLICATION"; `nil` where it is none, or there is no such file or application.
    private func choices(toOpenWith what: String, in directory: String?) -> [OpenChoice]? {
        guard let with = what.ranges(of: " with ").last,
            let path = path(of: String(what[..<with.lowerBound]), in: directory), access(path, F_OK) == 0
        else { return nil }
        let matches = matches(for: String(what[with.upperBound...]))
        guard let best = matches.first else { return nil }
        return matches.filter { $0.fit == best.fit }.map {
            OpenChoice(
                application: $0.application,
                command: command(for: $0.application, opening: [path])
            )
        }
    }

    private func choices(forFile path: String) throws(DesktopError) -> [OpenChoice] {
        guard access(path, F_OK) == 0 else {
            throw DesktopError(.file, "There is no file \(path) to open.")
        }
        let handlers = handlers(forFile: path)
        guard !handlers.isEmpty else {
            throw DesktopError(
                .noSuchApplication,
                "No application opens \(path), which is \(types.type(of: path)); name one to open it with."
            )
        }
        return handlers.map { OpenChoice(application: $0, command: command(for: $0, opening: [path])) }
    }

    /// Returns the path of a file that exists, when the text is one.
    private func path(of text: String, in directory: String?) -> String? {
        let home = environment["HOME"] ?? "/"
        var path = text
        if path == "~" || path.hasPrefix("~/") { path = home + path.dropFirst() }
        if path.hasPrefix("/") { return path }
        let file = "\(directory ?? home)/\(path)"
        // A plain word is rather an application, unless such a file is there and no program is.
        guard access(file, F_OK) == 0 else { return nil }
        let isPlain = !path.contains("/") && !path.contains(".")
        if isPlain, let best = matches(for: text).first, best.fit <= .kind { return nil }
        return file
    }

    private func unknown(_ what: String) -> DesktopError {
        let wanted = Words(spoken: what).words.joined(separator: " ")
        let near = all.filter { !$0.isHidden }.map { ($0.name, Words.distance($0.name.lowercased(), wanted)) }
            .sorted { $0.1 < $1.1 }.prefix(3).map { "\"\($0.0)\"" }
        let hint = near.isEmpty ? "none is installed" : "the nearest are \(near.joined(separator: ", "))"
        return DesktopError(
            .noSuchApplication,
            "There is no application or program \"\(what)\" here; \(hint)."
        )
    }

    private static func scheme(of text: String) -> String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let scheme = text[..<colon].lowercased()
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") || scheme == "mailto" || scheme == "file", scheme.first?.isLetter == true,
            scheme.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) })
        else { return nil }
        return scheme
    }

    /// Resolves the percent signs of a file address.
    private static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension Session {
    /// Reads the applications that are installed, as the session's programs see them.
    public func applications() -> Applications { Applications(environment: environment) }
}
