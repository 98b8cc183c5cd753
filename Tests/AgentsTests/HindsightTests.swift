import Core
import Testing

@testable import Agents

@Suite("Goals found by looking back")
struct HindsightTests {
    private static let usable: States = [.showing, .visible, .enabled, .sensitive]

    private func element(
        _ number: Int,
        _ role: Role,
        _ name: String,
        value: String? = nil,
        states: States = [],
        detail: String? = nil
    ) -> UIElement {
        var element = UIElement(
            id: ElementRef(number),
            role: role,
            name: name,
            states: Self.usable.union(states),
            frame: Rect(x: 10, y: number * 30, width: 100, height: 20),
            source: .accessibility(AccessibleID(bus: ":1.2", path: "/\(number)"))
        )
        element.value = value
        element.detail = detail
        element.window = 0
        return element
    }

    private func screen(_ elements: [UIElement], title: String = "Settings") -> Observation {
        let window = WindowInfo(
            id: 7,
            title: title,
            application: "fixture",
            pid: 1,
            frame: Rect(x: 0, y: 0, width: 200, height: 400),
            isActive: true
        )
        return Observation(
            time: 0,
            screen: Size(width: 800, height: 600),
            windows: elements.isEmpty ? [] : [window],
            elements: elements
        )
    }

    private func step(
        _ index: Int,
        _ action: Action,
        _ before: Observation,
        _ after: Observation,
        _ status: Outcome.Status = .confirmed
    ) -> Step {
        Step(
            index: index,
            before: before,
            decision: Decision(action, text: "", decidedBy: .rule, reason: ""),
            outcome: Outcome(status),
            after: after
        )
    }

    private func click(_ number: Int) -> Action { .click(.element(ElementRef(number))) }

    private func look(_ steps: [Step]) -> Hindsight { Hindsight(steps, application: "fixture", turn: 3) }

    private func box(_ name: String, on: Bool, number: Int = 1) -> UIElement {
        element(number, .checkBox, name, states: on ? [.checked] : [])
    }

    @Test("A box that was ticked is a goal in words for training and others for development")
    func ticked() throws {
        let sight = look([
            step(0, click(1), screen([box("Word wrap", on: false)]), screen([box("Word wrap", on: true)]))
        ])
        let goal = try #require(sight.goals.first)
        #expect(sight.goals.count == 1 && sight.dropped.isEmpty)
        #expect(goal.kind == "turned on" && goal.span == 0...0)
        #expect(goal.wordings.train.count >= 4 && goal.wordings.development.count >= 2)
        #expect(Set(goal.wordings.train).isDisjoint(with: goal.wordings.development))
    }

    @Test("Fields and a confirmation make one goal, and what is cancelled makes none")
    func together() throws {
        func form(_ text: String) -> Observation {
            screen([
                element(1, .text, "Town", value: text, states: [.editable]), element(2, .pushButton, "OK"),
                element(3, .pushButton, "Cancel"),
            ])
        }
        func steps(_ button: Int) -> [Step] {
            [
                step(0, .setText(.element(ElementRef(1)), text: "Oslo"), form(""), form("Oslo")),
                step(1, click(button), form("Oslo"), screen([])),
            ]
        }
        func joined(_ button: Int) -> Hindsight.Goal? {
            (0..<3).compactMap { turn in
                Hindsight(steps(button), application: "fixture", turn: turn).goals.first { $0.span == 0...1 }
            }.first
        }
        let goal = try #require(joined(2))
        #expect(goal.wordings.train.allSatisfy { $0.contains("Oslo") })
        #expect(joined(3) == nil)
    }

    @Test(
        "What is not evidenced, was so before, is ambiguous, oddly named or secret is dropped",
        arguments: [
            (Achievement.Reason.notConfirmed, "unconfirmed"), (.elsewhere, "elsewhere"),
            (.already, "already"), (.ambiguous, "twins"), (.oddName, "icon"), (.oddName, "digest"),
            (.oddName, "folder"), (.oddName, "changed"),
            (.secret, "password"), (.secret, "unlock"),
        ]
    )
    func dropped(_ reason: Achievement.Reason, _ sample: String) {
        let sight = look([spoilt(sample)])
        #expect(sight.goals.isEmpty, "\(sample): \(sight.goals.map(\.wordings.train))")
        #expect(sight.dropped == [reason: 1], "\(sample): \(sight.dropped)")
    }

    /// A step that stands for no goal.
    private func spoilt(_ sample: String) -> Step {
        func ticked(_ name: String, _ status: Outcome.Status = .confirmed) -> Step {
            step(0, click(1), screen([box(name, on: false)]), screen([box(name, on: true)]), status)
        }
        switch sample {
        case "unconfirmed": return ticked("Word wrap", .partial)
        case "icon": return ticked("document-open-symbolic")
        case "folder": return ticked("session-2")
        case "changed": return ticked("*Untitled Document 1")
        case "digest": return ticked("Item 4f3a9b21c")
        case "twins":
            let other = box("Word wrap", on: false, number: 2)
            return step(
                0,
                click(1),
                screen([box("Word wrap", on: false), other]),
                screen([box("Word wrap", on: true), other])
            )
        case "elsewhere":
            // Only another box moved.
            return step(
                0,
                click(1),
                screen([element(1, .pushButton, "Add"), box("Word wrap", on: false, number: 2)]),
                screen([element(1, .pushButton, "Add"), box("Word wrap", on: true, number: 2)])
            )
        case "already":
            let field = element(1, .text, "Town", value: "Oslo", states: [.editable])
            return step(0, .setText(.element(ElementRef(1)), text: "Oslo"), screen([field]), screen([field]))
        case "password":
            func field(_ text: String) -> UIElement {
                element(1, .text, "Your password", value: text, states: [.editable])
            }
            return step(
                0,
                .setText(.element(ElementRef(1)), text: "apples"),
                screen([field("")]),
                screen([field("apples")])
            )
        default:
            return step(
                0,
                click(1),
                screen([box("Remember me", on: false)], title: "Keyring Password"),
                screen([box("Remember me", on: true)], title: "Keyring Password")
            )
        }
    }

    @Test("Of each kind a third of the patterns and more is for development, and no pattern is in both")
    func patterns() {
        for kind in Phrasebook.Kinds.all + [Phrasebook.joints] {
            #expect(kind.development.count * 3 >= kind.train.count + kind.development.count)
            #expect(Set(kind.train).isDisjoint(with: kind.development))
        }
        let purposes = Phrasebook.Purposes.all
        #expect(purposes.development.count * 3 >= purposes.train.count + purposes.development.count)
        #expect(Set(purposes.train).isDisjoint(with: purposes.development))
        let train = Set(Phrasebook.Kinds.all.flatMap(\.train))
        let shared = Phrasebook.Kinds.all.flatMap(\.development).filter(train.contains)
        #expect(shared.isEmpty, "\(shared)")
    }
}
