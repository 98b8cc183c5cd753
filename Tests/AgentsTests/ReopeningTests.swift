import Core
import TestSupport
import Testing

@testable import Agents

@Suite("A dialog that is needed again")
struct ReopeningTests {
    private static let windows = (
        main: Screens.window(7, "docs", active: true), dialog: Screens.window(8, "New Folder", active: true)
    )

    /// A file manager, with the dialog for a new folder before it or without; elements have other numbers every time.
    private static func screen(_ name: String? = nil, time: Double) -> Observation {
        let numbers = Int(time) * 100
        func element(_ number: Int, _ role: Role, _ name: String, in parent: Int? = nil, window: Int = 0)
            -> UIElement
        {
            var element = Page.element(number, role, name, y: number * 20)
            element.id = ElementRef(number + numbers)
            element.parent = parent.map { ElementRef($0 + numbers) }
            element.window = window
            return element
        }
        let behind = name == nil ? 0 : 1
        let main = [
            element(1, .frame, "docs", window: behind),
            element(2, .pushButton, "Home", in: 1, window: behind),
        ]
        guard let name else { return Screens.screen(main, windows: [windows.main], time: time) }
        var field = element(11, .text, "Name", in: 10)
        field.value = name
        field.states.formUnion([.editable, .singleLine])
        let dialog = [
            element(10, .dialog, "New Folder"), field, element(12, .pushButton, "Create", in: 10),
        ]
        return Screens.screen(
            dialog + main,
            windows: [windows.dialog, windows.main],
            focus: 11 + numbers,
            time: time
        )
    }

    /// What is decided on one screen after another, by a model that foresees a way.
    private static func decisions(_ way: [String], _ names: [String?]) async throws -> [String] {
        let planner = TrainedPlanner(model: FarsightedModel([way.map { ($0, -0.01) }], isReached: 0.01))
        let screens = names.enumerated().map { screen($1, time: Double($0)) }
        let goal = "Spring and Summer, each in its place"
        let steps = try await planner.steps(towards: goal, over: screens)
        return steps.map { $0.decision.text.hasPrefix("wait") ? "wait" : $0.decision.text }
    }

    private static let open = "press ctrl+shift+n"
    private static let spring = #"set text "Name" to "Spring""#
    private static let summer = #"set text "Name" to "Summer""#
    private static let create = #"click push button "Create""#

    @Test("What was sent off is not filled in again while it closes, and opened as before for the next")
    func again() async throws {
        let way = [Self.open, Self.spring, Self.create, Self.summer, Self.create, "done"]
        let names: [String?] = [nil, "", "Spring", "Spring", nil, nil, "", "Summer"]
        let done = try await Self.decisions(way, names)
        let wanted = [
            Self.open, Self.spring, Self.create, "wait", Self.open, Self.summer, Self.create,
        ]
        #expect(done.filter { $0 == Self.open }.count == 2, "\(done)")
        #expect(Array(done.filter { $0 != "wait" }.prefix(6)) == wanted.filter { $0 != "wait" }, "\(done)")
        #expect(done[3] == "wait", "the dialog is closing: \(done)")
    }

    @Test("A dialog that stays is filled in again after one wait")
    func stays() async throws {
        let way = [Self.open, Self.spring, Self.create, Self.summer, Self.create, "done"]
        let done = try await Self.decisions(way, [nil, "", "Spring", "Spring", "Spring", "Summer"])
        #expect(done == [Self.open, Self.spring, Self.create, "wait", Self.summer, Self.create])
    }

    @Test("A dialog that Return sent off is not opened again for its button alone")
    func button() async throws {
        let way = [Self.open, Self.spring, "press Return", Self.create, "done"]
        let done = try await Self.decisions(way, [nil, "", "Spring", nil, nil, nil])
        #expect(done.prefix(3) == [Self.open, Self.spring, "press Return"])
        #expect(done.filter { $0 == Self.open }.count == 1, "\(done)")
    }

    @Test("What never was there is not opened by what opened something else")
    func elsewhere() async throws {
        let way = [Self.open, Self.spring, Self.create, #"set text "Title" to "Summer""#, "done"]
        let done = try await Self.decisions(way, [nil, "", "Spring", nil, nil, nil])
        #expect(done.filter { $0 == Self.open }.count == 1, "\(done)")
    }
}
