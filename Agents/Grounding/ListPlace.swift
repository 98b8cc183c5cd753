/// A place in a list as people tell it: "the 5th position", "the top", "up by one".
enum ListPlace: Hashable, Sendable {
    /// From 1 at the front, from −1 at the end.
    case at(Int)
    /// So many entries further down; further up where it is negative.
    case by(Int)

    /// Reads a phrase; `nil` where it tells no place in a list.
    init?(reading phrase: String) {
        let words = Match.words(phrase).filter { !Self.fillers.contains($0) }
        if words.count == 3, words[1] == "by", let count = Int(words[2]) {
            self = .by(words[0] == "up" ? -count : count)
        } else if words.count == 1, let place = Self.ends[words[0]] {
            self = .at(place)
        } else if words.count == 2, let kind = words.firstIndex(where: Self.kinds.contains) {
            let other = words[1 - kind]
            guard let place = Numbers.ordinal(other) ?? Int(other) ?? Self.ends[other], place != 0 else {
                return nil
            }
            self = .at(place)
        } else {
            return nil
        }
    }

    /// Returns the position in a list of so many, from 0, for an entry at another; `nil` beyond its ends.
    func index(from start: Int, of count: Int) -> Int? {
        let index =
            switch self {
            case .at(let place): place > 0 ? place - 1 : count + place
            case .by(let steps): start + steps
            }
        return (0..<count).contains(index) ? index : nil
    }

    private static let fillers: Set<String> = ["the", "of", "list", "in", "number", "no"]
    private static let kinds: Set<String> = ["position", "place", "spot", "slot", "row", "rank"]
    private static let ends = [
        "top": 1, "beginning": 1, "start": 1, "front": 1, "bottom": -1, "end": -1, "last": -1, "first": 1,
    ]
}
