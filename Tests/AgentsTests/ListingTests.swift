import Testing

@testable import Agents

@Suite("Lines that a goal counts and lists")
struct ListingTests {
    private let goal = "Write three lines: buy milk, call mom and pay rent, then save it"

    @Test("All are written where the first alone is")
    func whole() {
        let way = [#"type "buy milk""#, "press ctrl+s"]
        #expect(
            Listing(of: goal).mended(way) == [#"type "buy milk\ncall mom\npay rent""#, "press ctrl+s"]
        )
        let field = [#"set text "Notes" to "buy milk""#]
        #expect(Listing(of: goal).mended(field) == [#"set text "Notes" to "buy milk\ncall mom\npay rent""#])
    }

    @Test("A way that writes them one by one, or something else, is kept")
    func kept() {
        let single = [#"type "buy milk""#, "press Return", #"type "call mom""#]
        #expect(Listing(of: goal).mended(single) == single)
        let other = [#"type "buy""#]
        #expect(Listing(of: goal).mended(other) == other)
    }

    @Test(
        "Without a number, a colon or as many items nothing is listed",
        arguments: [
            "Write these lines: a, b", "Write three lines: a, b", "Write two lines about a, b",
            "Delete 2 lines",
        ]
    )
    func none(_ goal: String) {
        #expect(Listing(of: goal).mended([#"type "a""#]) == [#"type "a""#])
    }
}
