/// Things that are made under a name.
enum Creating {
    /// One thing of a kind for each name, in the folder that is told behind the kind or the last name: "three folders named
    /// a, b and c", "a folder a and a folder b", "a folder x in my home folder".
    static func intents(_ kind: String, _ names: [Phrase]) -> [Intent]? {
        var kind = Phrase(kind)
        var names = names.map(\.bare)
        var folder: String?
        if let placed = Moving.placed(kind) { (kind, folder) = placed }
        if let placed = names.last.flatMap(Moving.placed) {
            names[names.count - 1] = placed.name
            folder = placed.folder
        }
        guard let made = things(kind.text, names) else { return nil }
        // Files are made at home where nothing else is said.
        return folder.flatMap { $0 == "~" ? nil : [.visit($0)] + made } ?? made
    }

    private static func things(_ kind: String, _ names: [Phrase]) -> [Intent]? {
        var words = kind.split(separator: " ").map(String.init)
        let isSeveral = names.count > 1
        if isSeveral, words.count > 1, Numbers.reading(Phrase(words[0])) != nil { words.removeFirst() }
        if isSeveral, let last = words.last, last.count > 3, last.hasSuffix("s") {
            words[words.count - 1] = String(last.dropLast())
        }
        let one = words.joined(separator: " ")
        let made = names.compactMap { name -> Intent? in
            var name = name
            if name.words.count > 1, ["here", "there"].contains(name.words.last?.folded) {
                name = name.dropLast()
            }
            // "Folders for photos and for music" names what they are for.
            if name.words.count > 1, let first = name.words.first?.folded,
                first == words.last?.lowercased() || first == "for"
            {
                name = name.dropFirst()
            }
            // Several names are short; what is longer tells of something else too.
            if isSeveral, name.words.count > 2 { return nil }
            return name.isEmpty ? nil : .create(kind: one, name: name.text)
        }
        return made.count < names.count ? nil : made
    }
}
