/// What a shell is told for what a user wants done in a terminal: "make a directory called fresh" as `mkdir fresh`.
enum ShellCommand {
    /// Returns the command; `nil` where none is known.
    static func of(_ subgoal: Subgoal) -> String? {
        switch subgoal.intent {
        case .create(let kind, let name):
            let words = Set(Match.words(kind))
            if !words.isDisjoint(with: Match.words("folder directory")) { return "mkdir \(quoted(name))" }
            return words.isDisjoint(with: Match.words("file document")) ? nil : "touch \(quoted(name))"
        case .rename(let old, let new): return "mv \(quoted(old)) \(quoted(new))"
        case .move(let what, let folder, let isCopy):
            return "\(isCopy ? "cp -r" : "mv") \(quoted(what)) \(quoted(folder))"
        case .duplicate(let what, let name): return "cp -r \(quoted(what)) \(quoted(name))"
        case .visit(let folder): return "cd \(quoted(folder))"
        case .remove(let what): return "rm -r \(quoted(what))"
        case .toggle(let what, on: true): return reading(Phrase("show \(what)"))
        case .answer(let question):
            return PlaceNames.of(subgoal.text).first.flatMap { question.command(on: quoted($0)) }
        case .perform(let clause): return reading(Phrase(clause))
        default: return nil
        }
    }

    private static func reading(_ clause: Phrase) -> String? {
        let (rest, isAll) = hidden.match(clause)?["rest"].map { ($0, true) } ?? (clause, false)
        let list = isAll ? "ls -a" : "ls"
        if let path = listed.match(rest)?["path"], let name = Moving.place(path) ?? path.named?.text {
            return "\(list) \(quoted(name))"
        }
        if isAll, Self.list.match(rest) != nil { return list }
        // "The contents of notes.txt" is a text, that of a folder is its files.
        if let thing = shown.match(clause)?["thing"], let name = thing.named?.text {
            let isFile = thing.bare.words.first?.folded == "file" || name.dropFirst().contains(".")
            return "\(isFile ? "cat" : "ls") \(quoted(name))"
        }
        return Self.list.match(clause) == nil ? nil : "ls"
    }

    private static let hidden = Pattern("{rest} including|with|and also? the? hidden files|ones|folders?")
    private static let listed = Pattern(
        "list|show all? the? files|folders|directories and? folders|directories? in|of|inside|under {path}"
    )
    private static let list = Pattern(
        "list|show all? the? files|contents|folders|directories and? folders|directories? here?"
    )
    private static let shown = Pattern("list|show|print|display the? contents|content|text of {thing}")

    /// A word as a POSIX shell reads it back: in quotes where it needs them.
    static func quoted(_ word: String) -> String {
        let isPlain = word.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-~+".contains($0)) }
        return isPlain && !word.isEmpty ? word : "'" + word.replacing("'", with: "'\\''") + "'"
    }
}
