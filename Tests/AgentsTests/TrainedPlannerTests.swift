import Core
import TestSupport
import Testing

@testable import Agents

extension Prompt {
    /// What the user says last.
    fileprivate var text: String {
        guard case .chat(let messages, _) = self else { return "" }
        return messages.last?.text ?? ""
    }
}

/// A model that writes what it was told to, one reply a question, and says whether the goal is reached.
private struct TaughtModel: LanguageModel {
    let name = "taught"
    /// What it writes after so many lines of history.
    let replies: [String]
    /// What it foresees after each, a line each.
    var rest = ""
    /// The natural logarithm of the probability of each.
    var belief = -0.5
    /// After how many lines of history it finds the goal reached; after all its replies where that is not told.
    var last: Int?

    func count(_ text: String) async throws -> Int { text.count / 4 }

    func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        AsyncThrowingStream { continuation in
            let asked = prompt.text
            if case .chat(_, "no\n") = prompt, !asked.contains("Current step"),
                replies.indices.contains(done(asked)),
                Self.admits(constraint, replies[done(asked)])
            {
                continuation.yield(Piece(text: replies[done(asked)], logProbability: belief, tokens: 5))
                if !rest.isEmpty {
                    continuation.yield(Piece(text: "\n" + rest, logProbability: 0, tokens: 5))
                }
            }
            continuation.finish()
        }
    }

    func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        let isDone = done(prompt.text) >= last ?? replies.count
        guard case .chat(_, "") = prompt, !closed else { return [] }
        return continuations.map { Score(logProbability: ($0 == "yes") == isDone ? -0.1 : -3, tokens: 1) }
    }

    func embed(_ text: String) async throws -> [Float] { [1] }

    private func done(_ asked: String) -> Int { asked.split(separator: "\n").count { $0.hasPrefix("- ") } }

    /// Whether a grammar begins with what the reply begins with.
    static func admits(_ grammar: Grammar?, _ reply: String) -> Bool {
        if case .sequence(let parts)? = grammar { return admits(parts.first, reply) }
        guard case .choice(let parts)? = grammar else { return false }
        return parts.contains { part in
            switch part {
            case .literal(let text): text == reply
            case .sequence(let parts):
                if case .literal(let text)? = parts.first { reply.hasPrefix(text) } else { false }
            default: false
            }
        }
    }
}

/// Writes the first of its replies that the constraint admits.
private struct StubbornModel: LanguageModel {
    let name = "stubborn"
    let replies: [String]
    /// Whether it begins with the reply after the one that was done last.
    var isInOrder = false

    func count(_ text: String) async throws -> Int { 1 }

    func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        AsyncThrowingStream { continuation in
            let last = isInOrder ? replies.lastIndex { prompt.text.contains("- \($0)\nIs the") } : nil
            let rest = replies.dropFirst(last.map { $0 + 1 } ?? 0)
            if let reply = rest.first(where: { TaughtModel.admits(constraint, $0) }) {
                continuation.yield(Piece(text: reply, logProbability: -0.1, tokens: 5))
            }
            continuation.finish()
        }
    }

    func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        continuations.map { Score(logProbability: $0 == "yes" ? -3 : -0.1, tokens: 1) }
    }

    func embed(_ text: String) async throws -> [Float] { [1] }
}

/// Writes the first of its ways, an action and the end, whose action the constraint admits.
private struct DividedModel: LanguageModel {
    struct Way {
        var action: String
        /// The natural logarithms of the probabilities of the action and of what follows.
        var first: Double
        var rest: Double
    }

    let name = "divided"
    let ways: [Way]

    func count(_ text: String) async throws -> Int { 1 }

    func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
        -> AsyncThrowingStream<Piece, any Error>
    {
        AsyncThrowingStream { continuation in
            if let way = ways.first(where: { TaughtModel.admits(constraint, $0.action) }) {
                continuation.yield(Piece(text: way.action, logProbability: way.first, tokens: 5))
                continuation.yield(Piece(text: "\ndone", logProbability: way.rest, tokens: 2))
            }
            continuation.finish()
        }
    }

    func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score] {
        continuations.map { Score(logProbability: $0 == "yes" ? -3 : -0.1, tokens: 1) }
    }

    func embed(_ text: String) async throws -> [Float] { [1] }
}

@Suite("A planner for a model trained on recorded steps")
struct TrainedPlannerTests {
    @Test("It is asked with the whole goal, and does what it writes until it finds the goal reached")
    func acts() async throws {
        let world = Worlds.form("Form", ["Name"])
        let planner = TrainedPlanner(
            model: TaughtModel(replies: [#"set text "Name" to "Ann""#, #"click push button "OK""#])
        )
        let (end, steps) = try await Worlds.run("I am Ann", in: world, planner: planner)
        #expect(end.kind == .unverified, "\(end) \(steps.map(\.decision.text))")
        let decided = steps.filter { $0.decision.decidedBy == .model }
        #expect(decided.count == 3 && decided[1].before.elements.contains { $0.value == "Ann" })
        #expect(abs(try #require(steps.first?.decision.probability) - 0.6065) < 0.001)
        #expect(steps.last?.decision.action == .done(answer: nil))
    }

    @Test("A field is not given what it holds already; what the model writes instead is done")
    func fullField() async throws {
        let world = Worlds.form("Form", ["Name"])
        let model = StubbornModel(replies: [#"set text "Name" to "Ann""#, #"click push button "OK""#])
        let planner = TrainedPlanner(model: model)
        let head = TrajectoryHead(id: "t", goal: "I am Ann", started: 0, origin: "test")
        var screen = await world.observe()
        let empty = Trajectory(head: head, steps: [])
        #expect(try await planner.decide(after: empty, seeing: screen).text == model.replies[0])
        for index in screen.elements.indices where screen.elements[index].role == .text {
            screen.elements[index].value = "Ann"
        }
        #expect(try await planner.decide(after: empty, seeing: screen).text == model.replies[1])
    }

    @Test("Where the last window closed, another is waited for once before the end is believed")
    func looksTwice() async throws {
        let world = Worlds.form("Form", [])
        let replies = [#"click push button "OK""#]
        var steps: [Step] = []
        let planner = TrainedPlanner(model: TaughtModel(replies: replies))
        var bare = await world.observe()
        let head = TrajectoryHead(id: "t", goal: "Make it so", started: 0, origin: "test")
        func next(_ screen: Observation) async throws -> Decision {
            let decision = try await planner.decide(
                after: Trajectory(head: head, steps: steps),
                seeing: screen
            )
            steps.append(
                Step(index: steps.count, before: screen, decision: decision, outcome: Outcome(.confirmed))
            )
            return decision
        }
        #expect(try await next(bare).text == replies[0])
        bare.windows = []
        bare.elements = []
        guard case .wait(.appears, _) = try await next(bare).action else {
            Issue.record("it did \(steps.map(\.decision.text))")
            return
        }
        #expect(try await next(bare).action == .done(answer: nil))
    }

    @Test(
        "Of two ways the likelier one is gone where the first begins doubtfully",
        arguments: [
            (-0.6, -2.0, -0.9, -0.1, "OK"), (-0.6, -0.8, -1.5, -0.1, "Cancel"),
            (-0.2, -2.0, -0.9, -0.1, "Cancel"),
        ]
    )
    func reconsiders(_ first: Double, _ rest: Double, _ other: Double, _ end: Double, _ pressed: String)
        async throws
    {
        let model = DividedModel(ways: [
            DividedModel.Way(action: #"click push button "Cancel""#, first: first, rest: rest),
            DividedModel.Way(action: #"click push button "OK""#, first: other, rest: end),
        ])
        let head = TrajectoryHead(id: "t", goal: "I am through with it", started: 0, origin: "test")
        let decision = try await TrainedPlanner(model: model).decide(
            after: Trajectory(head: head, steps: []),
            seeing: await Worlds.form("Form", ["Name"]).observe()
        )
        #expect(decision.text == "click push button \"\(pressed)\"")
    }

    @Test("Where a way is doubtful the goal is told in other words too, and the likelier way is gone")
    func rephrases() async throws {
        /// Knows what to do about a document, and not about a file.
        struct NarrowModel: LanguageModel {
            let name = "narrow"
            func count(_ text: String) async throws -> Int { 1 }
            func generate(_ prompt: Prompt, under constraint: Grammar?, sampling: Sampling, limit: Int)
                -> AsyncThrowingStream<Piece, any Error>
            {
                AsyncThrowingStream { continuation in
                    let knows = !prompt.text.contains("file")
                    let action = knows ? #"click push button "OK""# : #"click push button "Cancel""#
                    continuation.yield(
                        Piece(text: action + "\ndone", logProbability: knows ? -0.3 : -2, tokens: 5)
                    )
                    continuation.finish()
                }
            }
            func score(_ continuations: [String], after prompt: Prompt, closed: Bool) async throws -> [Score]
            {
                continuations.map { Score(logProbability: $0 == "yes" ? -3 : -0.1, tokens: 1) }
            }
            func embed(_ text: String) async throws -> [Float] { [1] }
        }
        let head = TrajectoryHead(id: "t", goal: "I am through with the file", started: 0, origin: "test")
        let decision = try await TrainedPlanner(model: NarrowModel()).decide(
            after: Trajectory(head: head, steps: []),
            seeing: await Worlds.form("Form", ["Name"]).observe()
        )
        #expect(decision.text == #"click push button "OK""#)
    }

    @Test("A dialog that asks for a name gets the file of the goal where the model leaves it out")
    func names() async throws {
        let world = FakeWorld([Worlds.editor("x")])
        await world.set { Worlds.install(in: $0) }
        // The model would believe the end before the dialog is answered.
        let replies = ["press ctrl+s", #"click push button "Save""#, #"click push button "Save""#]
        let planner = TrainedPlanner(model: TaughtModel(replies: replies, belief: -0.1, last: 2))
        let (_, steps) = try await Worlds.run("I need it kept as sums.gnumeric", in: world, planner: planner)
        let told = steps.map(\.decision.text).filter { !$0.hasPrefix("wait") }
        #expect(
            told.prefix(3) == [
                "press ctrl+s", #"set text "Name:" to "sums.gnumeric""#, #"click push button "Save""#,
            ],
            "\(told)"
        )
    }

    @Test(
        "Where the rules doubt a way the model must be surer of it to go first",
        arguments: [
            (["Rome", "Oslo"], -0.3, "Rome"), (["Oslo", "OK"], -0.3, "Rome"),
            (["Oslo", "OK"], -0.02, "Oslo"),
            (["Cancel", "Rome", "Oslo"], -0.3, "Rome"), (["Cancel", "Rome", "Oslo"], -0.02, "Rome"),
        ]
    )
    func doubted(_ way: [String], _ belief: Double, _ first: String) async throws {
        let boxes = ["Rome", "Oslo", "Quito"].map {
            Worlds.Control(role: .checkBox, name: $0, states: Worlds.usable)
        }
        let roles = ["Cancel": "push button", "OK": "push button"]
        let lines = way.map { "click \(roles[$0] ?? "check box") \"\($0)\"" } + ["done"]
        let model = TaughtModel(
            replies: [lines[0]],
            rest: lines.dropFirst().joined(separator: "\n"),
            belief: belief
        )
        let head = TrajectoryHead(id: "t", goal: "Tick Rome and tick Oslo", started: 0, origin: "test")
        let decision = try await TrainedPlanner(model: model).decide(
            after: Trajectory(head: head, steps: []),
            seeing: await Worlds.form("Cities", [], more: boxes).observe()
        )
        #expect(decision.text.contains("\"\(first)\""), "\(decision.text)")
    }

    @Test("A temperature changes what a probability is taken for, and what is too unlikely is asked about")
    func asks() async throws {
        let replies = [#"click push button "OK""#]
        let unsure = TrainedPlanner(model: TaughtModel(replies: replies, belief: -3))
        let (end, steps) = try await Worlds.run("Make it so", in: Worlds.form("Form", []), planner: unsure)
        #expect(end.kind == .needsUser)
        #expect(steps.count == 1)
        guard case .ask(let question)? = steps.first?.decision.action else {
            Issue.record("it did \(steps.map(\.decision.text))")
            return
        }
        #expect(question.contains(replies[0]))
        let calibrated = TrainedPlanner(
            model: TaughtModel(replies: replies, belief: -3),
            trust: TrainedPlanner.Trust(temperature: 6)
        )
        let (_, others) = try await Worlds.run("Make it so", in: Worlds.form("Form", []), planner: calibrated)
        #expect(others.first?.decision.text == replies[0])
        #expect(abs(try #require(others.first?.decision.probability) - 0.6065) < 0.001)
    }

    @Test("A goal whose verbs the rules know is theirs; stuck, they leave it to the model")
    func led() async throws {
        let replies = [#"click push button "Cancel""#]
        let planner = TrainedPlanner(model: TaughtModel(replies: replies, belief: -0.1))
        let world = { Worlds.form("Form", ["Name"], more: [Worlds.button("Cancel") { $0.windows = [] }]) }
        let goal = #"Set the name to "Ann" and press OK"#
        let (end, steps) = try await Worlds.run(goal, in: world(), planner: planner)
        #expect(end.kind == .unverified, "\(end) \(steps.map(\.decision.text))")
        let wanted = [#"set text "Name" to "Ann""#, #"click push button "OK""#, "done"]
        #expect(steps.map(\.decision.text).filter { !$0.hasPrefix("wait") } == wanted)
        #expect(steps.allSatisfy { $0.decision.decidedBy == .rule })
        let (_, others) = try await Worlds.run("Press the emergency exit", in: world(), planner: planner)
        #expect(others.contains { $0.decision.text == replies[0] }, "\(others.map(\.decision.text))")
    }

    @Test("In other goals the rules are heard where it is unsure")
    func advised() async throws {
        let goal = "Tidy up, and press OK"
        let replies = [#"click push button "Cancel""#, #"click push button "Cancel""#]
        let more = ["Tidy up", "Cancel"].map { Worlds.button($0) { _ in } }
        let unsure = TrainedPlanner(model: TaughtModel(replies: replies, belief: -1.2))
        let (_, steps) = try await Worlds.run(goal, in: Worlds.form("Form", [], more: more), planner: unsure)
        #expect(
            steps.first?.decision.text == #"click push button "Tidy up""#,
            "\(steps.map(\.decision.text))"
        )
        #expect(steps.first?.decision.decidedBy == .rule)
        let sure = TrainedPlanner(model: TaughtModel(replies: replies, belief: -0.05))
        let (_, others) = try await Worlds.run(goal, in: Worlds.form("Form", [], more: more), planner: sure)
        #expect(others.first?.decision.text == replies[0])
    }

    @Test("What the goal forbids is not done, however sure the model is")
    func forbidden() async throws {
        let planner = TrainedPlanner(model: TaughtModel(replies: [#"click push button "OK""#]))
        let goal = "Tidy up the form, but do not press OK"
        let (end, steps) = try await Worlds.run(goal, in: Worlds.form("Form", ["Name"]), planner: planner)
        #expect(end.kind == .failed && end.message.contains("forbids"), "\(end)")
        #expect(!steps.contains { $0.decision.text == #"click push button "OK""# })
    }

    @Test("What changed nothing on a screen cannot be written again there")
    func spent() async throws {
        let world = Worlds.form("Form", [], more: [Worlds.button("Beep") { _ in }])
        let replies = [String](repeating: #"click push button "Beep""#, count: 3)
        let (end, steps) = try await Worlds.run(
            "Beep",
            in: world,
            planner: TrainedPlanner(model: TaughtModel(replies: replies))
        )
        #expect(end.kind == .failed)
        #expect(steps.count { $0.decision.text == replies[0] } == 1, "\(steps.map(\.decision.text))")
    }

    @Test("What was turned on is not turned off again, nor the other way round")
    func turns() async throws {
        let boxes = ["Figs", "Pears"].map { name in
            FakeWorld.Control(
                role: .checkBox,
                name: name,
                press: { world in
                    let index = world.windows[0].controls.firstIndex { $0.name == name } ?? 0
                    world.windows[0].controls[index].states.formSymmetricDifference(.checked)
                }
            )
        }
        let replies = [#"click check box "Pears""#, #"click check box "Figs""#, #"click push button "OK""#]
        let (_, steps) = try await Worlds.run(
            "All of them",
            in: Worlds.form("Form", [], more: boxes),
            planner: TrainedPlanner(model: StubbornModel(replies: replies))
        )
        #expect(steps.prefix(3).map(\.decision.text) == replies)
    }

    @Test("A menu's entry that was switched is not switched back, unless something was done in between")
    func switches() async throws {
        let entries = ["Ruler", "Margins"].map { name in
            FakeWorld.Control(
                role: .menuItem,
                name: name,
                menu: ["View"],
                press: { world in
                    let index = world.windows[0].controls.firstIndex { $0.name == name } ?? 0
                    world.windows[0].controls[index].states.formSymmetricDifference(.checked)
                }
            )
        }
        let ruler = #"menu "View" > "Ruler""#
        let margins = #"menu "View" > "Margins""#
        let (_, steps) = try await Worlds.run(
            "All of them",
            in: Worlds.form("Form", [], more: entries),
            planner: TrainedPlanner(
                model: StubbornModel(replies: [ruler, margins, #"click push button "OK""#])
            )
        )
        #expect(steps.prefix(3).map(\.decision.text) == [ruler, margins, #"click push button "OK""#])

        func step(_ action: Action, _ text: String, _ before: [UIElement], _ after: [UIElement]) -> Step {
            Step(
                index: 0,
                before: Screens.screen(before),
                decision: Decision(action, text: text, decidedBy: .model, reason: ""),
                outcome: Outcome(.confirmed),
                after: Screens.screen(after)
            )
        }
        let off = [Page.element(1, .menuItem, "Ruler")]
        let on = [Page.element(1, .menuItem, "Ruler", also: .checked)]
        let head = TrajectoryHead(id: "t", goal: "Measure it", started: 0, origin: "test")
        let switched = step(.menu(["View", "Ruler"]), ruler, off, on)
        let typed = step(.type("4 cm"), #"type "4 cm""#, on, on)
        func own(_ steps: [Step], now: [UIElement]) -> Set<String> {
            OwnWork(Trajectory(head: head, steps: steps), seeing: Screens.screen(now)).switched
        }
        #expect(own([switched], now: on) == [ruler])
        #expect(own([switched], now: off).isEmpty)
        #expect(own([switched, typed], now: on).isEmpty)
    }

    @Test("A text that nobody can read back is not typed twice into the same field")
    func unreadable() async throws {
        let password = FakeWorld.Control(
            role: .passwordText,
            name: "Password",
            value: nil,
            states: Worlds.editable
        )
        let replies = [#"set password text "Password" to "tulip""#, #"click push button "OK""#]
        let screen = await Worlds.form("Form", [], more: [password]).observe()
        let planner = TrainedPlanner(model: StubbornModel(replies: replies))
        let head = TrajectoryHead(id: "t", goal: "Unlock it with tulip", started: 0, origin: "test")
        let first = try await planner.decide(after: Trajectory(head: head, steps: []), seeing: screen)
        #expect(first.text == replies[0])
        let typed = Step(index: 0, before: screen, decision: first, outcome: Outcome(.unverifiable))
        let next = try await planner.decide(after: Trajectory(head: head, steps: [typed]), seeing: screen)
        #expect(next.text == replies[1])
    }

    @Test("A form is filled in once: a field keeps what it was given until something else was done")
    func fillsOnce() async throws {
        let replies = [
            #"set text "Name" to "Ann""#, #"set text "Town" to "Oslo""#, #"set text "Name" to "Oslo""#,
            #"click push button "Clear""#, #"set text "Name" to "Bo""#,
        ]
        let clear = Worlds.button("Clear") { world in
            for index in world.windows[0].controls.indices { world.windows[0].controls[index].value = "" }
        }
        let (_, steps) = try await Worlds.run(
            "Ann of Oslo, then somebody else",
            in: Worlds.form("Form", ["Name", "Town"], more: [clear]),
            planner: TrainedPlanner(model: StubbornModel(replies: replies, isInOrder: true))
        )
        #expect(steps.prefix(4).map(\.decision.text) == [0, 1, 3, 4].map { replies[$0] })
    }
}
