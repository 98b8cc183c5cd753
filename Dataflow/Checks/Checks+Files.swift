import Foundation

extension Checks {
    static func fileEquals(_ path: String, _ text: String, _ state: EndState) -> Finding {
        let expected = "the file \(path) is \(Excerpt.of(text))"
        switch FileText.read(path, in: state.home) {
        case .failure(let reason): return Finding(false, expected, reason.text)
        case .success(let content):
            return Finding(
                FileText.trimmed(content) == FileText.trimmed(text),
                expected,
                Excerpt.of(FileText.trimmed(content))
            )
        }
    }

    static func fileContains(_ path: String, _ text: String, _ state: EndState) -> Finding {
        let expected = "the file \(path) contains \(Excerpt.of(text))"
        switch FileText.read(path, in: state.home) {
        case .failure(let reason): return Finding(false, expected, reason.text)
        case .success(let content):
            let found = content.contains(text.replacing("\r\n", with: "\n"))
            return Finding(found, expected, Excerpt.of(content))
        }
    }

    static func fileExists(_ path: String, _ exists: Bool, _ state: EndState) -> Finding {
        let expected = exists ? "\(path) exists" : "\(path) does not exist"
        let full = state.home + "/" + path
        // A dangling link is still there, hence the attributes of the link itself.
        let found = (try? FileManager.default.attributesOfItem(atPath: full)) != nil
        return Finding(found == exists, expected, found ? "it exists" : "it does not exist")
    }
}

/// The text of files that applications wrote.
enum FileText {
    /// Why a file has no text.
    struct Reason: Error {
        /// The reason in words.
        let text: String
    }

    /// The most that is read of a file, in bytes.
    static let limit = 64 << 20

    /// Returns a file's text with plain line ends, decoded from UTF-8 or marked UTF-16.
    static func read(_ path: String, in home: String) -> Result<String, Reason> {
        if let reason = UnsafePath.reason(path) { return .failure(Reason(text: "the path \(reason)")) }
        let full = home + "/" + path
        let target = URL(fileURLWithPath: full).resolvingSymlinksInPath()
        guard let type = (try? FileManager.default.attributesOfItem(atPath: target.path))?[.type] else {
            return .failure(Reason(text: "no such file"))
        }
        // A pipe or device would block the reader for ever.
        guard type as? FileAttributeType == .typeRegular else {
            return .failure(Reason(text: "it is no regular file"))
        }
        do {
            let handle = try FileHandle(forReadingFrom: target)
            defer { try? handle.close() }
            let bytes = try handle.read(upToCount: limit) ?? Data()
            return .success(decoded(bytes).replacing("\r\n", with: "\n"))
        } catch {
            return .failure(Reason(text: "it cannot be read: \(error)"))
        }
    }

    /// Returns a text without the line ends at its end.
    static func trimmed(_ text: String) -> String {
        var rest = Substring(text)
        while let last = rest.last, last == "\n" || last == "\r" || last == "\r\n" { rest.removeLast() }
        return String(rest).replacing("\r\n", with: "\n")
    }

    private static func decoded(_ bytes: Data) -> String {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]),
            let text = String(data: bytes, encoding: .utf16)
        {
            return text
        }
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        return String(decoding: bytes.starts(with: mark) ? bytes.dropFirst(3) : bytes, as: UTF8.self)
    }
}
