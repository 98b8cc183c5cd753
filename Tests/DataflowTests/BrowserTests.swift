import Core
import Dataflow
import Testing

@Suite("Browser tasks: groups, oracles, figures")
struct BrowserTests {
    /// A page with elements in order; each has a place of its own.
    private func page(_ parts: [(role: Role, name: String)], states: [Int: States] = [:]) -> Observation {
        Observation(
            time: 0,
            screen: Size(width: 640, height: 640),
            windows: [
                WindowInfo(
                    id: 1,
                    title: "Task",
                    application: "Chromium",
                    pid: 1,
                    frame: Rect(x: 0, y: 0, width: 640, height: 640),
                    isActive: true
                )
            ],
            elements: parts.enumerated().map { index, part in
                UIElement(
                    id: ElementRef(index + 1),
                    role: part.role,
                    name: part.name,
                    value: part.role == .entry ? "" : nil,
                    states: states[index] ?? [.showing],
                    frame: Rect(x: 10, y: 40 * index, width: 100, height: 30),
                    window: 0,
                    source: .accessibility(AccessibleID(bus: ":1.1", path: "/\(index)"))
                )
            }
        )
    }

    private func next(_ task: String, _ goal: String, _ screen: Observation, after steps: [Step] = [])
        throws -> Action
    {
        try #require(BrowserOracle(task)).next(goal: goal, after: steps, seeing: screen)
    }

    @Test("Every training task has an oracle, no other task has one, and the groups share no task")
    func groups() {
        let (train, development) = (BrowserSplit.tasks(of: .train), BrowserSplit.tasks(of: .development))
        #expect(BrowserOracle.tasks == train && train.count == 54 && development.count == 19)
        #expect(Set(train).isDisjoint(with: development))
    }

    @Test("A misspelt name is answered with names like it, the likeliest first")
    func near() {
        let names = ["click-test", "click-test-2", "enter-text", "use-slider"]
        #expect(BrowserSplit.near("click-tset", among: names).first == "click-test")
        #expect(BrowserSplit.near("slider", among: names) == ["use-slider"])
        #expect(BrowserSplit.near("zzz", among: names).isEmpty)
    }

    @Test(
        "Sums and equations are worked out",
        arguments: [
            ("simple-arithmetic", "7 x 8 =", "56"), ("simple-arithmetic", "3 - 9 =", "-6"),
            ("simple-algebra", "x - 3 = 9", "12"), ("simple-algebra", "4 - x = 10", "-6"),
            ("simple-algebra", "5 + x = 2", "-3"),
        ]
    )
    func sums(task: String, text: String, answer: String) throws {
        let screen = page([
            (Role("static"), "Solve it"), (Role("static"), text), (.entry, ""), (.pushButton, "Submit"),
        ])
        #expect(try next(task, "Solve it", screen) == .setText(.element(ElementRef(3)), text: answer))
    }

    @Test("Boxes are checked one after the other, those that are checked are left, then it is submitted")
    func boxes() throws {
        let parts: [(role: Role, name: String)] = [
            (.checkBox, "a1"), (.checkBox, "b2"), (.checkBox, "c3"), (.pushButton, "Submit"),
        ]
        let goal = "Select a1, c3 and click Submit."
        let first = page(parts, states: [0: [.showing, .checked]])
        #expect(try next("click-checkboxes", goal, first) == .click(.element(ElementRef(3))))
        let second = page(parts, states: [0: [.showing, .checked], 2: [.showing, .checked]])
        #expect(try next("click-checkboxes", goal, second) == .click(.element(ElementRef(4))))
        #expect(
            try next("click-checkboxes", "Select nothing and click Submit.", page(parts))
                == .click(.element(ElementRef(4)))
        )
    }

    @Test("The cheapest and the longest are found by their figures, not by their text")
    func tickets() throws {
        let screen = page([
            (Role("static"), "9h 5m"), (.pushButton, "Book for $1100"), (Role("static"), "13h 2m"),
            (.pushButton, "Book for $99"),
        ])
        for goal in ["cheapest cost", "longest duration"] {
            let action = try next("buy-ticket", "Buy the ticket with the \(goal).", screen)
            #expect(action == .click(.element(ElementRef(4))))
        }
    }

    @Test("An oracle that finds nothing to act on fails with the reason")
    func lost() throws {
        let action = try next("click-link", "Click on the link \"eget\".", page([(.link, "morbi")]))
        #expect(action == .fail(reason: "there is no link \"eget\""))
    }

    @Test("A whole reward counts as success, any above 0 as positive, each round apart")
    func figures() {
        var report = BrowserReport(tasks: ["a"], seeds: 0...2, arms: [false, true])
        for (seed, raw) in [1.0, 0.4, -1].enumerated() {
            report.add(
                BrowserEpisode(seed: seed, raw: raw, steps: 2, seconds: 1, outcome: "ended"),
                task: "a",
                attributes: false
            )
        }
        report.add(
            BrowserEpisode(seed: 0, raw: 1, steps: 1, seconds: 2, outcome: "ended"),
            task: "a",
            attributes: true
        )
        let (plain, named) = (report.figures(attributes: false), report.figures(attributes: true))
        #expect(plain.n == 3 && plain.success == 1 && plain.positive == 2 && plain.steps == 2)
        #expect(named.n == 1 && named.success == 1 && named.p50_s == 2)
        #expect(
            report.table.contains("raw reward 1 in 1 of 3")
                && report.jsonLine.contains("\"suite\":\"browser\"")
        )
    }
}
