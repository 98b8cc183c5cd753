package import Core

/// The order a person reads things in: rows from the top, each from the left.
package enum ReadingOrder {
    /// Sorts siblings; those without a frame keep their order and come after the others.
    ///
    /// A thing belongs to a row if it shares at least half of its height with the row's lowest
    /// member: a tall thing beside several rows then reads with the first of them.
    package static func sorted(_ items: [Int], by frame: (Int) -> Rect) -> [Int] {
        var placed: [(item: Int, frame: Rect)] = []
        var unseen: [Int] = []
        for item in items {
            let rect = frame(item)
            if rect.isEmpty { unseen.append(item) } else { placed.append((item, rect)) }
        }
        guard placed.count > 1 else { return placed.map(\.item) + unseen }
        // Stable by the tree's order where two start at the same height.
        let byTop = placed.enumerated().sorted {
            ($0.element.frame.y, $0.offset) < ($1.element.frame.y, $1.offset)
        }.map(\.element)
        var rows: [(lowest: Rect, members: [(item: Int, frame: Rect)])] = []
        for entry in byTop {
            if let last = rows.indices.last, areBeside(rows[last].lowest, entry.frame) {
                rows[last].members.append(entry)
                if entry.frame.height < rows[last].lowest.height { rows[last].lowest = entry.frame }
            } else {
                rows.append((entry.frame, [entry]))
            }
        }
        let ordered = rows.flatMap { row in
            row.members.enumerated().sorted {
                ($0.element.frame.x, $0.offset) < ($1.element.frame.x, $1.offset)
            }.map(\.element.item)
        }
        return ordered + unseen
    }

    private static func areBeside(_ a: Rect, _ b: Rect) -> Bool {
        let common = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
        return common * 2 >= min(a.height, b.height)
    }
}
