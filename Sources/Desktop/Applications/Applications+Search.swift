/// An application that fits what a person called it, and how well.
public struct ApplicationMatch: Hashable, Sendable {
    /// How it fits, the best first.
    public enum Fit: Int, Hashable, Sendable, Comparable {
        /// The words are its id or the name of its program.
        case identity
        /// The words are its name.
        case name
        /// The words are what kind of thing it is.
        case kind
        /// Its name has all the words.
        case partOfName
        /// Its kind, keywords or categories have all the words.
        case described
        /// Its name is spelled almost so, or its comment has the words.
        case near

        /// Whether one fits better than another.
        public static func < (left: Fit, right: Fit) -> Bool { left.rawValue < right.rawValue }
    }

    /// The application.
    public var application: Application
    /// How it fits.
    public var fit: Fit
}

extension Applications {
    /// Returns the applications that a person may mean, the best fit first.
    ///
    /// "galculator", "the calculator", "text editor", "Writer" and "org.gnome.gedit" all work, and
    /// so does the name of a program on `PATH` without a desktop entry. Several of the same `fit`
    /// cannot be told apart by the words; the order among them is by what the user set as default
    /// application for some type, then by name.
    public func matches(for text: String) -> [ApplicationMatch] {
        let wanted = Words(spoken: text)
        guard !wanted.isEmpty else { return [] }
        let defaults = Set(defaultApplications.values.flatMap { $0 })
        var matches = all.compactMap { application in
            fit(of: application, wanted).map { ApplicationMatch(application: application, fit: $0) }
        }
        if matches.allSatisfy({ $0.fit != .identity }), let program = program(called: text) {
            matches.append(ApplicationMatch(application: program, fit: .identity))
        }
        return matches.sorted { left, right in
            if left.fit != right.fit { return left.fit < right.fit }
            let (first, second) = (left.application, right.application)
            if defaults.contains(first.id) != defaults.contains(second.id) {
                return defaults.contains(first.id)
            }
            return (first.name.count, first.id) < (second.name.count, second.id)
        }
    }

    private func fit(of application: Application, _ wanted: Words) -> ApplicationMatch.Fit? {
        let lastOfID = application.id.split(separator: ".").last.map(String.init) ?? application.id
        if [application.id, lastOfID].contains(where: { Words($0) == wanted }) { return .identity }
        // Several entries may start one program in different ways; its name alone means the plain one.
        let isPlain = application.exec.dropFirst().allSatisfy { $0.hasPrefix("%") }
        if isPlain, Words(application.program) == wanted { return .identity }
        let name = Words(application.name)
        if name == wanted { return .name }
        if application.isHidden { return nil }
        if Words(application.genericName) == wanted { return .kind }
        if name.contains(wanted) { return .partOfName }
        let description =
            [application.genericName] + application.keywords + application.categories.map(Self.spaced)
        if description.contains(where: { Words($0).contains(wanted) }) { return .described }
        if name.isAlmost(wanted) || Words(application.comment).containsStems(of: wanted) { return .near }
        return nil
    }

    /// Returns a program of that name without a desktop entry.
    private func program(called text: String) -> Application? {
        let words = Words(spoken: text).words
        let candidates = [text, words.joined(separator: "-"), words.joined(separator: "_"), words.joined()]
        let found = candidates.first { candidate in
            !candidate.isEmpty && !candidate.contains(where: \.isWhitespace)
                && ProgramPath.find(candidate, path: environment["PATH"]) != nil
        }
        return found.map(Application.init(program:))
    }

    /// Puts a space before each capital inside a word: "TextEditor" to "Text Editor".
    private static func spaced(_ category: String) -> String {
        var text = ""
        for character in category {
            if character.isUppercase, let last = text.last, last.isLowercase { text.append(" ") }
            text.append(character)
        }
        return text
    }
}
