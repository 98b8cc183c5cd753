/// A cell of a sheet by its name: "B2".
package struct Cell: Hashable, Sendable {
    /// The column, from 1 for A.
    package var column: Int
    /// The row, from 1.
    package var row: Int

    package init(column: Int, row: Int) {
        self.column = column
        self.row = row
    }

    /// Reads a name such as "B2" or "$AB$12"; `nil` for anything else.
    package init?(_ name: String) {
        let plain = name.filter { $0 != "$" }
        let letters = plain.prefix { $0.isASCII && $0.isUppercase }
        let digits = plain.dropFirst(letters.count)
        guard (1...3).contains(letters.count), (1...7).contains(digits.count), digits.first != "0",
            digits.allSatisfy({ $0.isASCII && $0.isNumber }), let row = Int(digits)
        else { return nil }
        let values = letters.unicodeScalars.map { Int($0.value) - 64 }
        self.init(column: values.reduce(0) { $0 * 26 + $1 }, row: row)
    }

    /// Its name.
    package var name: String {
        var letters = ""
        var rest = column
        while rest > 0 {
            letters = String(UnicodeScalar(UInt8(65 + (rest - 1) % 26))) + letters
            rest = (rest - 1) / 26
        }
        return letters + String(row)
    }
}

/// Cells that a user names in words: "cell B2", "A1 to A3", "the first row".
package enum CellNames {
    /// At most so many cells are filled one by one.
    private static let most = 200

    /// Returns the cells a phrase names, in order; `nil` where it names something else.
    ///
    /// - Parameter count: How many values there are for a row or a column, which name no end.
    static func of(_ text: String, values count: Int = 1) -> [Cell]? {
        var phrase = Phrase(text).bare
        var isSaid = false
        if phrase.words.count > 1, let first = phrase.words.first?.folded, ["cell", "cells"].contains(first) {
            phrase = phrase.dropFirst()
            isSaid = true
        }
        guard !phrase.words.contains(where: \.isQuoted) else { return nil }
        return range(phrase, isSaid) ?? list(phrase, isSaid) ?? stretch(phrase) ?? line(phrase, count)
    }

    /// Whether a phrase names a whole row or column.
    static func isLine(_ phrase: Phrase?) -> Bool {
        phrase?.words.contains { ["row", "column", "rows", "columns"].contains($0.folded) } ?? false
    }

    /// "A1", or "a1" where it was said to be a cell.
    private static func cell(_ phrase: Phrase, _ isSaid: Bool) -> Cell? {
        var phrase = phrase.bare
        if phrase.words.count == 2, phrase.words.first?.folded == "cell" { phrase = phrase.dropFirst() }
        guard phrase.words.count == 1, let word = phrase.words.first else { return nil }
        return Cell(isSaid ? word.text.uppercased() : word.text)
    }

    /// "A1:B3", "A1 to B3": row after row.
    private static func range(_ phrase: Phrase, _ isSaid: Bool) -> [Cell]? {
        var ends: [Cell] = []
        if phrase.words.count == 1, let word = phrase.words.first {
            let parts = word.text.split(whereSeparator: { ":-–".contains($0) }).map(String.init)
            ends = parts.compactMap { Cell(isSaid ? $0.uppercased() : $0) }
            guard parts.count == 2 else { return nil }
        } else if let found = between.match(phrase) {
            ends = [found["first"], found["last"]].compactMap { $0.flatMap { cell($0, isSaid) } }
        }
        guard ends.count == 2 else { return nil }
        let columns = min(ends[0].column, ends[1].column)...max(ends[0].column, ends[1].column)
        let rows = min(ends[0].row, ends[1].row)...max(ends[0].row, ends[1].row)
        guard columns.count * rows.count <= most else { return nil }
        return rows.flatMap { row in columns.map { Cell(column: $0, row: row) } }
    }

    /// "A1, B1 and C1".
    private static func list(_ phrase: Phrase, _ isSaid: Bool) -> [Cell]? {
        let cells = phrase.items.map { cell($0, isSaid) }
        return cells.isEmpty || cells.contains(nil) ? nil : cells.compactMap(\.self)
    }

    /// "The first three cells of row 2".
    private static func stretch(_ phrase: Phrase) -> [Cell]? {
        guard let found = beginning.match(phrase), let place = found["line"],
            let count = found["count"].flatMap(Numbers.reading).flatMap({ Int($0) }), count <= most
        else { return nil }
        return line(place.bare, count)
    }

    /// "Row 2", "the first column".
    private static func line(_ phrase: Phrase, _ count: Int) -> [Cell]? {
        let words = phrase.words.map(\.folded)
        guard words.count == 2, (1...most).contains(count) else { return nil }
        let kinds = ["row", "column"]
        guard let place = words.firstIndex(where: kinds.contains) else { return nil }
        let name = words[1 - place]
        let number =
            place == 1 ? Numbers.ordinal(name) : Numbers.reading(phrase.dropFirst()).flatMap { Int($0) }
        if words[place] == "row" {
            guard let number, number > 0 else { return nil }
            return (1...count).map { Cell(column: $0, row: number) }
        }
        let lettered = place == 0 ? Cell(name.uppercased() + "1")?.column : nil
        guard let column = lettered ?? number, column > 0 else { return nil }
        return (1...count).map { Cell(column: column, row: $0) }
    }

    private static let between = Pattern("{first} to|through|until|till|- {last}")
    private static let beginning = Pattern("first {count} cells of|in {line}")
}
