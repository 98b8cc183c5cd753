import Glibc

/// The types of files by their names (Shared MIME-info Database 0.21).
struct MimeTypes: Sendable {

    /// Types by ending, the dot included, in lower case.
    private var byEnding: [String: (weight: Int, type: String)] = [:]
    private var byName: [String: String] = [:]
    private var parents: [String: [String]] = [:]

    init(dataDirectories: [String]) {
        for directory in dataDirectories {
            for line in (Files.text("\(directory)/mime/globs2") ?? "").split(separator: "\n") {
                let parts = line.split(separator: ":", omittingEmptySubsequences: false)
                guard parts.count >= 3, let weight = Int(parts[0]) else { continue }
                add(weight, String(parts[1]), String(parts[2]))
            }
            for line in (Files.text("\(directory)/mime/subclasses") ?? "").split(separator: "\n") {
                let parts = line.split(separator: " ")
                if parts.count == 2 { parents[String(parts[0]), default: []].append(String(parts[1])) }
            }
        }
    }

    private mutating func add(_ weight: Int, _ type: String, _ pattern: String) {
        guard pattern.hasPrefix("*.") else {
            if !pattern.contains(where: { "*?[".contains($0) }) { byName[pattern.lowercased()] = type }
            return
        }
        let ending = pattern.dropFirst().lowercased()
        if let known = byEnding[ending], known.weight >= weight { return }
        byEnding[ending] = (weight, type)
    }

    /// Returns the type of a file by its name, or else by whether its first bytes are text.
    func type(of file: String) -> String {
        if Files.isDirectory(file) { return "inode/directory" }
        let name = Application.baseName(file).lowercased()
        if let type = byName[name] { return type }
        // The longest ending wins: ".tar.gz" before ".gz".
        var rest = name[...]
        while let dot = rest.firstIndex(of: ".") {
            if let found = byEnding[String(rest[dot...])] { return found.type }
            rest = rest[rest.index(after: dot)...]
        }
        return Self.looksLikeText(file) ? "text/plain" : "application/octet-stream"
    }

    /// Returns a type and those it is a kind of, the nearest first.
    func lineage(of type: String) -> [String] {
        var found = [type]
        var next = 0
        while next < found.count, found.count < 32 {
            for parent in parents[found[next]] ?? [] where !found.contains(parent) { found.append(parent) }
            next += 1
        }
        if type.hasPrefix("text/"), !found.contains("text/plain") { found.append("text/plain") }
        return found
    }

    private static func looksLikeText(_ file: String) -> Bool {
        let number = open(file, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard number >= 0 else { return false }
        let descriptor = Descriptor(owning: number)
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = read(descriptor.number, &bytes, bytes.count)
        descriptor.close()
        return count >= 0 && !bytes.prefix(count).contains { $0 < 0x20 && ![9, 10, 12, 13, 27].contains($0) }
    }
}
