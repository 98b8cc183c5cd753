/// Who gets how much of a batch.
///
/// Replies and scores come first, a row or a few each; what room is left goes to prompts. Among
/// equals room is shared out evenly: who needs less than an even share gets all it needs, the rest is
/// shared by the others, so a short prompt never waits for a long one.
struct Schedule {
    /// Rows of prompts in a batch that also carries replies on: more would make each token of those
    /// wait longer than a reader notices.
    static let chunk = 128

    /// Returns the rows each call may add, calls with the same adapter side by side.
    func shares(of requests: [Request], capacity: Int) -> [(request: Request, rows: Int)] {
        let going = requests.filter { !$0.isReading && $0.wanted > 0 }
        let reading = requests.filter { $0.isReading }
        var shares = Self.even(going, capacity)
        let taken = shares.reduce(0) { $0 + $1.rows }
        let replies = going.contains { $0.phase == .write }
        let room = min(capacity - taken, replies ? Self.chunk : capacity)
        shares += Self.even(reading, room)
        // A stable order by adapter: those without one first.
        let order = shares.enumerated().sorted { a, b in
            let (first, second) = (
                a.element.request.adapter?.fingerprint ?? 0, b.element.request.adapter?.fingerprint ?? 0
            )
            return first == second ? a.offset < b.offset : first < second
        }
        return order.map(\.element)
    }

    /// Shares out room so that the smallest share is as large as can be.
    private static func even(_ requests: [Request], _ room: Int) -> [(request: Request, rows: Int)] {
        var rows = Array(repeating: 0, count: requests.count)
        var room = room
        // Those that want least first: each then gets an even share of what is left.
        let order = requests.indices.sorted {
            (requests[$0].wanted, $0) < (requests[$1].wanted, $1)
        }
        for (rank, index) in order.enumerated() {
            let share = room / (order.count - rank)
            // Where there is less room than calls, the first to come are served.
            rows[index] = min(requests[index].wanted, max(share, min(1, room)))
            room -= rows[index]
        }
        return zip(requests, rows).filter { $1 > 0 }.map { (request: $0, rows: $1) }
    }
}
