import Core
import TestSupport
import Testing

@testable import Agents

/// Clicks on the first of its names that the grammar admits, and would call it the end.
private struct HastyModel: LanguageModel {
    let name = "hasty"
    let replies: [String]
    var probability = -0.1
    /// The natural logarithm of how much it believes that the goal is reached.
    var yes = -3.0

    func count(_ text: String) async throws -> Int { 1 }

    func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        AsyncThrowingStream { continuation in
            if let reply = replies.first(where: { admits(constraint, $0) }) {
                continuation.yield(Piece(text: reply + "\ndone", logProbability: probability, tokens: 5))
            }
            continuation.finish()
        }
    }

    private func admits(_ grammar: Grammar?, _ reply: String) -> Bool {
        switch grammar {
        case .sequence(let parts)?: admits(parts.first, reply)
        case .choice(let parts)?:
            parts.contains { part in
                switch part {
                case .literal(let text): text == reply
                case .sequence(let parts):
                    if case .literal(let text)? = parts.first { reply.hasPrefix(text) } else { false }
                default: false
                }
            }
        default: false
        }
    }

    func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        continuations.map { Score(logProbability: $0 == "yes" ? yes : -0.1, tokens: 1) }
    }

    func embed(_ text: String) async throws -> [Float] { [1] }
}

@Suite("Looking for what the goal names where the model takes something else")
struct LookingTests {
    /// What is decided on one page after another, each step with its effect.
    private func decisions(
        _ goal: String,
        _ pages: [[UIElement]],
        _ replies: [String],
        yes: Double = -3
    ) async throws -> [String] {
        let planner = TrainedPlanner(model: HastyModel(replies: replies, yes: yes))
        let steps = try await planner.steps(towards: goal, over: pages.map { Screens.screen($0) })
        return steps.map(\.decision.text)
    }

    private func tabs(selected: Int, links: [String]) -> [UIElement] {
        (1...3).map { number in
            Page.element(
                number,
                .pageTab,
                "Tab #\(number)",
                x: 90 * number,
                also: number == selected ? [.selected] : []
            )
        } + Page.column(.link, links, from: 10, y: 60)
    }

    @Test("It opens one tab after the other until the link is there")
    func behindTabs() async throws {
        let goal = #"Switch between the tabs to find and click on the link "velit"."#
        let pages = [
            tabs(selected: 1, links: ["malesuada", "sit"]), tabs(selected: 2, links: ["sed"]),
            tabs(selected: 3, links: ["amet", "velit"]),
        ]
        let done = try await decisions(goal, pages, [#"click link "malesuada""#])
        #expect(done == [#"click page tab "Tab #2""#, #"click page tab "Tab #3""#, #"click link "velit""#])
    }

    @Test("Of a link that the goal asks for a text of the same words tells nothing")
    func otherKind() async throws {
        let text = [Page.element(30, Role("static"), "non", y: 200)]
        let pages = [tabs(selected: 1, links: ["sit"]) + text, tabs(selected: 2, links: ["non"]) + text]
        let done = try await decisions(#"Find and click on the link "non"."#, pages, [#"click link "sit""#])
        #expect(done == [#"click page tab "Tab #2""#, #"click link "non""#])
    }

    @Test("What the goal calls by its kind is there", arguments: ["checkbox", "check box"])
    func kind(of name: String) async throws {
        let page =
            Page.column(.checkBox, ["k"], from: 1, y: 0) + Page.column(.pushButton, ["LK"], from: 5, y: 60)
        let done = try await decisions("Click on a \"\(name)\" widget.", [page], [#"click check box "k""#])
        #expect(done == [#"click check box "k""#])
    }

    @Test("What belongs to a name is brought into sight, and taken where it is told by it")
    func belongs() async throws {
        func post(_ number: Int, _ user: String, y: Int, icons: Int) -> [UIElement] {
            [Page.element(number, Role("static"), user, y: y)]
                + (0..<icons).map { Page.element(number + 1 + $0, .icon, x: 40 * $0, y: y + 30, width: 30) }
        }
        let goal = #"Like the post by @renda"#
        let cut =
            post(1, "@rex", y: 0, icons: 2) + post(10, "@ada", y: 80, icons: 2)
            + post(20, "@renda", y: 160, icons: 0)
        let whole = post(10, "@ada", y: 0, icons: 2) + post(20, "@renda", y: 80, icons: 2)
        let done = try await decisions(goal, [cut, whole], [#"click icon under "@ada" #2"#])
        #expect(done == [#"scroll down 3 in icon under "@ada" #2"#, #"click icon under "@renda" #2"#])
    }

    @Test(
        "Nothing leads elsewhere before anything was done, unless the goal says so",
        arguments: [
            ("Set up the folder red", "press ctrl+shift+n"),
            ("Here we need a folder red", "press ctrl+shift+n"),
            ("Go up one folder and make the folder red", #"click push button "Open Parent""#),
        ]
    )
    func leading(goal: String, wanted: String) async throws {
        let page = [
            Page.element(1, .frame, "docs"), Page.element(2, .pushButton, "Open Parent", in: 1, y: 40),
        ]
        let replies = [#"click push button "Open Parent""#, "press ctrl+shift+n"]
        #expect(try await decisions(goal, [page], replies) == [wanted])
    }

    @Test("It turns pages, and leaves what stands there to the model once the name is told")
    func nextPages() async throws {
        func page(_ name: String) -> [UIElement] {
            [
                Page.element(1, .heading, name), Page.element(2, .link, "724-701-0315", y: 40),
                Page.element(3, .link, ">", y: 80),
            ]
        }
        let goal = "Find Brear in the contact book and click on their phone number."
        let done = try await decisions(
            goal,
            [page("Lethia"), page("Ada"), page("Brear")],
            [#"click link "724-701-0315""#]
        )
        #expect(done == [#"click link ">""#, #"click link ">""#, #"click link "724-701-0315""#])
    }

    @Test(
        "An entry is known by how its name begins and ends",
        arguments: [
            (#"Choose an item that starts with "Ba" and ends with "in""#, "Bahrain"),
            (#"Choose an item beginning with "Ba""#, "Bahamas"),
            (#"Choose the one containing "bad""#, "Barbados"),
        ]
    )
    func described(_ goal: String, _ name: String) async throws {
        let pages = [Page.column(.listItem, ["Bahamas", "Bahrain", "Barbados"], from: 1)]
        let done = try await decisions(goal, pages, [#"click list item "Bahamas""#])
        #expect(done.first == "click list item \"\(name)\"", "\(done)")
    }

    @Test("What the goal quotes and waits to be taken keeps a doubtful yes from being the end")
    func leftOut() async throws {
        let pages = [["Agustina"], ["Agustina", "Sergio"]].map { Page.column(.link, $0, from: 1) }
        let goal = #"Go through the folders. Find and click on the file named "Sergio"."#
        let done = try await decisions(goal, pages, [#"click link "Agustina""#], yes: -1.2)
        #expect(done == [#"click link "Agustina""#, #"click link "Sergio""#])
        let sure = try await decisions(goal, pages, [#"click link "Agustina""#], yes: 0)
        #expect(sure.last == "done")
        // The page that sets the task tells of the name too.
        let told = [Page.element(9, Role("static"), goal, y: 200)] + pages[0]
        let other = try await decisions(goal, [told, told], [#"click link "Agustina""#], yes: -1.2)
        #expect(other.last != "done")
    }

    @Test("It takes what is called exactly so, or tells of the name, instead of a neighbour")
    func instead() async throws {
        let items = Page.column(.listItem, ["Alan", "Myron", "Kanesha"], from: 1)
        let goal = #"Go through the tree. Find and click on the file named "Myron"."#
        #expect(
            try await decisions(goal, [items], [#"click list item "Alan""#]) == [#"click list item "Myron""#]
        )
        let mails = Page.column(.link, ["Gates Tristique .. Mauris", "Brittan Tellus .. Amet"], from: 1)
        #expect(
            try await decisions(
                "Delete Brittan's message.",
                [mails],
                [#"click link "Gates Tristique .. Mauris""#]
            )
                == [#"click link "Brittan Tellus .. Amet""#]
        )
    }

    @Test("What the goal forbids is neither taken nor looked for")
    func forbidden() async throws {
        let page = Page.column(.link, ["Alan", "Draft"], from: 1)
        let goal = #"Tidy up, and do not open "Draft"."#
        #expect(try await decisions(goal, [page], [#"click link "Alan""#]) == [#"click link "Alan""#])
        let wizard = page + [Page.element(9, .pushButton, "Next", y: 200)]
        let other = #"Tidy up what is called "Final"."#
        #expect(try await decisions(other, [wizard], [#"click link "Alan""#]) == [#"click link "Alan""#])
    }

    @Test("What the goal has a word for, buttons, and counted things are the model's business")
    func kept() async throws {
        let page =
            Page.column(.link, ["Settings", "Account"], from: 1)
            + [Page.element(9, .pushButton, "Continue", y: 200)]
        for (goal, reply) in [
            (#"Change the account's name to "Zoe""#, #"click link "Account""#),
            (#"Sign "Zoe" up"#, #"click push button "Continue""#),
            (#"Search for "Zoe" and open the 2nd result"#, #"click link "Settings""#),
        ] {
            #expect(try await decisions(goal, [page], [reply]) == [reply])
        }
    }

    @Test("What a click brought up is taken where the goal names it and what was foreseen goes past it")
    func broughtUp() async throws {
        let goal = #"Choose 5ft 9in from the list, then press "Yes""#
        let closed = [
            Page.element(1, .entry, "", also: [.editable]), Page.element(2, .pushButton, "Yes", y: 200),
        ]
        let open = closed + Page.column(.listItem, ["5ft 8in", "5ft 9in"], from: 10, y: 40)
        let planner = TrainedPlanner(model: ForeseeingModel())
        let head = TrajectoryHead(id: "t", goal: goal, started: 0, origin: "test")
        let first = Step(
            index: 0,
            before: Screens.screen(closed),
            decision: Decision(
                .click(.element(ElementRef(1))),
                text: "click entry",
                decidedBy: .model,
                reason: "it wrote it"
            ),
            outcome: Outcome(.confirmed),
            after: Screens.screen(open)
        )
        let decision = try await planner.decide(
            after: Trajectory(head: head, steps: [first]),
            seeing: Screens.screen(open)
        )
        #expect(decision.text == #"click list item "5ft 9in""#)
    }

    @Test("Before a choice is sent off, what else the goal names in the list is chosen with it")
    func completes() async throws {
        let goal = "Select Lorenza, Golda from the scroll list and click Submit."
        func page(selected: Bool) -> [UIElement] {
            let list = Page.element(1, Role("list box"), also: [.multiselectable])
            var items = Page.column(.listItem, ["Lorenza", "Ada", "Golda"], from: 10, in: 1, y: 40)
            if selected { items[0].states.insert(.selected) }
            return [list] + items + [Page.element(5, .pushButton, "Submit", y: 200)]
        }
        let planner = TrainedPlanner(
            model: HastyModel(replies: [#"click push button "Submit""#], probability: -0.01)
        )
        let head = TrajectoryHead(id: "t", goal: goal, started: 0, origin: "test")
        let first = Step(
            index: 0,
            before: Screens.screen(page(selected: false)),
            decision: Decision(
                .click(.element(ElementRef(10))),
                text: #"click list item "Lorenza""#,
                decidedBy: .model,
                reason: "it wrote it"
            ),
            outcome: Outcome(.confirmed),
            after: Screens.screen(page(selected: true))
        )
        let decision = try await planner.decide(
            after: Trajectory(head: head, steps: [first]),
            seeing: Screens.screen(page(selected: true))
        )
        #expect(
            decision.action
                == .click(.element(ElementRef(12)), button: .left, count: 1, modifiers: [.control])
        )
    }

    @Test("Before boxes are agreed to, those are ticked that the goal names and the model left out")
    func boxes() async throws {
        func page(_ on: Set<String>) -> [UIElement] {
            ["Quito", "Oslo", "Rome"].enumerated().map { index, name in
                Page.element(
                    index + 1,
                    .checkBox,
                    name,
                    y: 30 * index,
                    also: on.contains(name) ? [.checked] : []
                )
            } + [Page.element(9, .pushButton, "OK", y: 200)]
        }
        let agree = #"click push button "OK""#
        for (goal, on, wanted) in [
            ("Check Quito and Oslo and accept", ["Quito"], #"click check box "Oslo""#),
            ("Check Quito and Oslo and accept", ["Quito", "Oslo"], agree),
            ("I want Quito, but not Rome", ["Quito", "Rome"], #"click check box "Rome""#),
            ("Accept what is ticked", ["Rome"], agree), ("Say something about Oslo, and accept", [], agree),
        ] as [(String, Set<String>, String)] {
            #expect(try await decisions(goal, [page(on)], [agree]) == [wanted], "\(goal)")
        }
    }

    @Test("What is typed where nothing takes text goes into the only field")
    func fills() async throws {
        let field = Page.element(1, .entry, "", also: [.editable])
        let page = [field, Page.element(2, .pushButton, "Submit", y: 60)]
        let second = Page.element(3, .entry, "Other", y: 90, also: [.editable])
        let goal = #"Make it say "Zoe""#
        #expect(try await decisions(goal, [page], [#"type "Zoe""#]) == [#"set entry to "Zoe""#])
        #expect(try await decisions(goal, [page + [second]], [#"type "Zoe""#]) == [#"type "Zoe""#])
    }

    @Test("What the goal calls by its caption is taken instead of its like with another caption")
    func captions() async throws {
        let lines = [("Phone:", "724-701-0315"), ("Email:", "ada@skynet.eu"), ("Address:", "12 Weber Alley")]
        let page = lines.enumerated().flatMap { index, line in
            [
                Page.element(2 * index + 1, Role("static"), line.0, y: 30 * index),
                Page.element(2 * index + 2, .link, line.1, x: 84, y: 30 * index),
            ]
        }
        let email = #"click link "ada@skynet.eu""#
        for (goal, wanted) in [
            ("Click on their address.", #"click link "12 Weber Alley""#),
            ("Click on their phone number.", #"click link "724-701-0315""#),
            ("Click on their email.", email), ("Click on what is best.", email),
        ] {
            #expect(try await decisions(goal, [page], [email]) == [wanted], "\(goal)")
        }
        let book = page + [Page.element(9, .link, ">", y: 120), Page.element(10, .heading, "Ada", y: 150)]
        let brear = "Find Brear in the contact book and click on their address."
        #expect(try await decisions(brear, [book], [email]) == [#"click link ">""#])
    }

    @Test("A question that came up by itself while nothing came of an action is declined")
    func uninvited() async throws {
        let form = [
            Page.element(1, .entry, "Name", also: [.editable]), Page.element(2, .pushButton, "OK", y: 60),
        ]
        let question = [
            Page.element(3, Role("static"), "Leave this page?", y: 90),
            Page.element(4, .pushButton, "OK", y: 120), Page.element(5, .pushButton, "Cancel", x: 90, y: 120),
        ]
        let planner = TrainedPlanner(model: HastyModel(replies: [#"click push button "OK""#]))
        func next(_ goal: String, _ status: Outcome.Status) async throws -> Action {
            try await decision(goal, [step(status)], form + question).action
        }
        func step(_ status: Outcome.Status) -> Step {
            Step(
                index: 0,
                before: Screens.screen(form),
                decision: Decision(
                    .setText(.element(ElementRef(1)), text: "Ada"),
                    text: #"set entry "Name" to "Ada""#,
                    decidedBy: .model,
                    reason: "it wrote it"
                ),
                outcome: Outcome(status),
                after: Screens.screen(form + question)
            )
        }
        func decision(_ goal: String, _ steps: [Step], _ page: [UIElement]) async throws -> Decision {
            let head = TrajectoryHead(id: "t", goal: goal, started: 0, origin: "test")
            return try await planner.decide(
                after: Trajectory(head: head, steps: steps),
                seeing: Screens.screen(page)
            )
        }
        let no = Action.click(.element(ElementRef(5)))
        #expect(try await next(#"Give the name "Ada""#, .suspectedNoop) == no)
        #expect(try await next(#"Give the name "Ada""#, .confirmed) != no)
        #expect(try await next(#"Give the name "Ada", and do not cancel"#, .suspectedNoop) != no)
        // Then what it kept from having an effect is done again.
        let vain = step(.suspectedNoop)
        let goal = #"Give the name "Ada""#
        let declined = Step(
            index: 1,
            before: Screens.screen(form + question),
            decision: try await decision(goal, [vain], form + question),
            outcome: Outcome(.confirmed),
            after: Screens.screen(form)
        )
        #expect(try await decision(goal, [vain, declined], form).text == vain.decision.text)
    }

    /// Would go on to the button.
    private struct ForeseeingModel: LanguageModel {
        let name = "foreseeing"
        func count(_ text: String) async throws -> Int { 1 }
        func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
            -> AsyncThrowingStream<Piece, any Error>
        {
            AsyncThrowingStream { continuation in
                continuation.yield(
                    Piece(text: #"click push button "Yes""# + "\ndone", logProbability: -0.02, tokens: 5)
                )
                continuation.finish()
            }
        }
        func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
            continuations.map { Score(logProbability: $0 == "yes" ? -3 : -0.1, tokens: 1) }
        }
        func embed(_ text: String) async throws -> [Float] { [1] }
    }
}
