/// Files that are to be put into another folder.
enum Moving {
    /// The file or folder that is to be done away with; `nil` where it is about something else.
    static func removal(_ phrase: Phrase) -> String? {
        guard let name = phrase.named, name.isName,
            phrase.isOfKind(Phrase.fileWords) || !PlaceNames.of(name.text).isEmpty
        else { return nil }
        return name.text
    }

    /// The folder that is to be gone to; `nil` where it is about something else.
    static func place(_ phrase: Phrase) -> String? {
        guard let name = phrase.named else { return nil }
        // "The home folder" and "my home directory" have no name.
        let isLast = phrase.bare.words.last.map { Phrase.folderWords.contains($0.folded) } ?? false
        if isLast, name.words.last?.folded == "home", name.words.count < 3 { return "~" }
        guard name.isName, !["parent", "previous", "next"].contains(name.words.first?.folded),
            phrase.isOfKind(Phrase.folderWords) || name.text.hasPrefix("/") || name.text.hasPrefix("~/")
        else { return nil }
        return name.text
    }

    /// The path of a file that is to be kept in a folder: "a.txt in the Documents folder"; `nil` where no folder is named.
    static func destination(_ phrase: Phrase) -> String? {
        guard let (name, folder) = placed(phrase), name.words.count == 1 else { return nil }
        return "\(folder)/\(name.text)"
    }

    /// What is to be in a folder, and the folder; `nil` where no folder is named.
    static func placed(_ phrase: Phrase) -> (name: Phrase, folder: String)? {
        guard let found = inFolder.match(phrase), let name = found["name"], let folder = found["folder"]
        else {
            return nil
        }
        if let place = place(folder) { return (name, place) }
        // Folders that every user's home has.
        return homely.contains(folder.bare.text) ? (name, "~/\(folder.bare.text)") : nil
    }

    private static let inFolder = Pattern("{name} in|into|inside|under {folder}")
    private static let homely: Set<String> = [
        "Documents", "Desktop", "Downloads", "Music", "Pictures", "Videos", "Templates", "Public",
    ]

    /// A copy of a file under another name; `nil` where it is about something else.
    static func copy(of thing: Phrase?, as name: Phrase?) -> Intent? {
        guard let thing = thing?.named, let name = name?.named, thing.isName, name.isName,
            !PlaceNames.of(thing.text).isEmpty || thing.words.first?.isQuoted == true, name.text != thing.text
        else { return nil }
        return .duplicate(thing.text, as: name.text)
    }

    /// One for each file; `nil` where it is about something other than files.
    static func intents(_ things: [Phrase], to folder: Phrase?, isCopy: Bool) -> [Intent]? {
        guard let folder, let target = folder.named, !things.isEmpty else { return nil }
        // "Copy a.txt to b.txt" gives the copy a name.
        let last = target.text.split(separator: "/").last ?? ""
        guard folder.isOfKind(Phrase.folderWords) || !last.dropFirst().contains(".") else { return nil }
        let isFolder =
            folder.isOfKind(Phrase.folderWords) || target.text.hasPrefix("/") || target.text.hasPrefix("~/")
        let names = things.compactMap(\.named)
        let areFiles = zip(things, names).allSatisfy { thing, name in
            thing.isOfKind(Phrase.fileWords) || !PlaceNames.of(name.text).isEmpty
        }
        // "Move a.txt to the trash" names no folder, and "move the slider to 5" no file.
        guard names.count == things.count, isFolder && (areFiles || !isCopy) || areFiles && target.isName,
            names.allSatisfy(\.isName)
        else { return nil }
        return names.map { .move($0.text, to: target.text, isCopy: isCopy) }
    }
}

extension Phrase {
    static let folderWords: Set<String> = ["folder", "directory", "subfolder"]
    static let fileWords: Set<String> = folderWords.union(["file", "document", "files"])

    /// Whether it is said to be a thing of a kind: "the folder work", "the work folder".
    fileprivate func isOfKind(_ kinds: Set<String>) -> Bool {
        let words = bare.words
        guard words.count > 1, let first = words.first, let last = words.last else { return false }
        return kinds.contains(first.folded) || kinds.contains(last.folded)
    }

    /// The name of a file or folder, without what kind of thing it is said to be; `nil` where nothing is left.
    var named: Phrase? {
        var phrase = bare
        if phrase.words.count > 1, let first = phrase.words.first, Self.fileWords.contains(first.folded) {
            phrase = phrase.dropFirst()
            if phrase.words.count > 1, ["called", "named"].contains(phrase.words.first?.folded) {
                phrase = phrase.dropFirst()
            }
        } else if phrase.words.count > 1, let last = phrase.words.last, Self.fileWords.contains(last.folded) {
            phrase = phrase.dropLast()
        }
        return phrase.isEmpty ? nil : phrase
    }

    /// Whether it may be the name of a file: one word, or a quoted text.
    fileprivate var isName: Bool {
        words.count == 1
            && !["it", "them", "this", "that", "trash", "bin", "clipboard"].contains(words.first?.folded)
    }
}
