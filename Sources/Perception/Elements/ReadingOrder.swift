import Core

/// The order a person reads things in: rows from the top, each from the left.
enum ReadingOrder {
    /// Sorts siblings; those without a frame keep their order and come after the others.
    ///
    /// A thing belongs to the row of the topmost thing not yet read if its middle lies within
    /// that one's height.
    static func sorted(_ items: [Int], by frame: (Int) -> Rect) -> [Int] {
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
        var rows: [(top: Int, bottom: Int, members: [(item: Int, frame: Rect)])] = []
        for entry in byTop {
            let middle = entry.frame.center.y
            if let last = rows.indices.last, middle >= rows[last].top, middle < rows[last].bottom {
                rows[last].members.append(entry)
            } else {
                rows.append((entry.frame.y, entry.frame.y + entry.frame.height, [entry]))
            }
        }
        let ordered = rows.flatMap { row in
            row.members.enumerated().sorted {
                ($0.element.frame.x, $0.offset) < ($1.element.frame.x, $1.offset)
            }.map(\.element.item)
        }
        return ordered + unseen
    }
}
