/// A binary heap of merges: the lowest rank first, and of equal ones the leftmost.
///
/// A rank is the upper half of an entry; what the lower half says is of no account.
struct MergeHeap {
    private var items: [(entry: MergeTable.Entry, at: Int)] = []

    mutating func removeAll() { items.removeAll(keepingCapacity: true) }

    private static func before(
        _ a: (entry: MergeTable.Entry, at: Int),
        _ b: (entry: MergeTable.Entry, at: Int)
    )
        -> Bool
    {
        let (first, second) = (a.entry >> 32, b.entry >> 32)
        return first < second || (first == second && a.at < b.at)
    }

    mutating func push(_ entry: MergeTable.Entry, _ at: Int) {
        items.append((entry, at))
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard Self.before(items[child], items[parent]) else { return }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func pop() -> (entry: MergeTable.Entry, at: Int)? {
        guard let top = items.first, let last = items.popLast() else { return nil }
        guard !items.isEmpty else { return top }
        items[0] = last
        var parent = 0
        while true {
            var child = parent * 2 + 1
            guard child < items.count else { return top }
            if child + 1 < items.count, Self.before(items[child + 1], items[child]) { child += 1 }
            guard Self.before(items[child], items[parent]) else { return top }
            items.swapAt(child, parent)
            parent = child
        }
    }
}
