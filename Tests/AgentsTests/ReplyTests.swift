import Testing

@testable import Agents

@Suite("What a model wrote")
struct ReplyTests {
    @Test("A way holds what a goal quotes, but for what only describes")
    func quoted() {
        let reply = Reply(text: #"type "Como""#, rest: [Foresight.Line(text: "done", probability: 0)])
        #expect(reply.tells(#"Enter an item that starts with "Como" and ends with "os""#))
        #expect(!reply.tells(#"Write "Como", then write "os""#))
        #expect(!reply.tells(#"Replace "Como" with "os""#))
    }
}
