/// The language a goal is told in, as far as its small words and its letters tell.
///
/// Rules and model know English alone. A goal in another language is better asked about than guessed at: the model would
/// find some word of it in a menu.
package enum Tongue {
    /// Returns what a goal's language is called where it is not English; `nil` where it may be.
    ///
    /// What stands between quotes is of any language: it is a text to write or a name to find.
    package static func foreign(_ goal: String) -> String? {
        let words = Phrase(goal).words.filter { !$0.isQuoted }
        let letters = words.flatMap { $0.text.unicodeScalars.filter(\.properties.isAlphabetic) }
        let strange = letters.count { !isLatin($0) }
        if strange > letters.count / 2 { return "a language with other letters" }
        let folded = words.map(\.folded)
        // Who begins in English may name what is called otherwise: "Open Rio de la Plata".
        if let first = folded.first, isVerb(first) { return nil }
        let english = folded.count { own.contains($0) || isVerb($0) }
        let counts = small.map { language in
            (language.name, count: folded.count(where: language.words.contains))
        }
        guard let most = counts.max(by: { $0.count < $1.count }), most.count >= 2, most.count > english else {
            return nil
        }
        return most.0
    }

    /// Whether a word is one of the verbs that goals begin with, and of no other language.
    private static func isVerb(_ word: String) -> Bool {
        Frame.verbs.contains(word) && !shared.contains(word)
    }

    /// Whether a letter is one of the Latin script, accents included.
    private static func isLatin(_ letter: Unicode.Scalar) -> Bool {
        letter.value < 0x250 || (0x1E00..<0x1F00).contains(letter.value)
    }

    /// Small words of English that few others have.
    private static let own: Set<String> = [
        "a", "an", "the", "and", "of", "to", "with", "it", "my", "me", "this", "that", "for", "from", "into",
        "then",
        "not", "you",
        "i", "should", "would", "could", "can", "is", "be", "all", "there", "here", "what", "how", "which",
        "please", "called", "named", "folder", "file",
    ]
    /// Verbs of the rules that are words of other languages too.
    private static let shared: Set<String> = ["do", "set", "note", "die", "change", "use", "place", "insert"]

    /// Small words, and a few that people say to a computer, of languages that are written with Latin letters.
    private static let small: [(name: String, words: Set<String>)] = [
        (
            "German",
            [
                "der", "die", "das", "den", "dem", "und", "ein", "eine", "einen", "einem", "mit", "auf",
                "ist", "nicht",
                "von", "zu", "zum", "für", "im", "bitte", "öffne", "öffnen", "schreibe", "speichere",
                "speichern",
                "drücke", "klicke", "wähle", "suche", "datei", "ordner", "dann", "unter", "als", "ich",
                "neue", "neuen",
            ]
        ),
        (
            "French",
            [
                "le", "la", "les", "un", "une", "des", "du", "et", "est", "dans", "avec", "pour", "sur",
                "sous", "ce",
                "cette", "ouvre", "ouvrir", "ouvrez", "écris", "écrire", "écrivez", "enregistre",
                "enregistrer",
                "cliquez", "appuie", "fichier", "dossier", "puis", "je", "veuillez", "s'il", "nouveau",
            ]
        ),
        (
            "Spanish",
            [
                "el", "la", "los", "las", "un", "una", "de", "del", "y", "en", "con", "para", "por", "que",
                "es", "abre",
                "abrir", "escribe", "escribir", "guarda", "guardar", "pulsa", "haz", "archivo", "carpeta",
                "luego",
                "favor", "nuevo", "nueva", "texto",
            ]
        ),
        (
            "Italian",
            [
                "il", "lo", "la", "gli", "le", "un", "una", "di", "del", "della", "e", "con", "per", "che",
                "è", "apri",
                "aprire", "scrivi", "scrivere", "salva", "salvare", "premi", "clicca", "cartella", "poi",
                "nuovo",
                "nuova", "testo", "favore",
            ]
        ),
        (
            "Portuguese",
            [
                "o", "os", "um", "uma", "de", "da", "dos", "e", "em", "com", "para", "por", "que", "é",
                "abra", "abrir", "escreva", "escrever", "salve", "salvar", "guarde", "clique", "arquivo",
                "ficheiro",
                "pasta", "depois", "favor", "novo", "nova", "texto", "não",
            ]
        ),
        (
            "Dutch",
            [
                "de", "het", "een", "en", "van", "naar", "met", "voor", "op", "niet", "dit", "dat", "bewaar",
                "schrijf",
                "klik", "druk", "bestand", "daarna", "alsjeblieft", "nieuwe", "tekst", "ik",
            ]
        ),
        (
            "Polish",
            [
                "w", "z", "na", "się", "nie", "otwórz", "napisz", "zapisz", "kliknij", "naciśnij", "plik",
                "proszę", "potem", "nowy", "tekst", "jako",
            ]
        ),
        (
            "Swedish",
            [
                "och", "en", "ett", "det", "är", "på", "med", "för", "till", "som", "öppna", "skriv", "spara",
                "klicka",
                "tryck", "filen", "mappen", "sedan", "inte", "ny", "nytt",
            ]
        ),
    ]
}
