import Core
import TestSupport
import Testing

@testable import Agents

@Suite("What has to be operated: calendars, sliders, places in lists, things that are counted")
struct OperatingTests {
    /// The first thing the rules do about a goal, with what was done for it before.
    private func first(
        _ goal: String,
        _ elements: [UIElement],
        after attempts: [Attempt] = []
    ) -> Action? {
        guard let subgoal = GoalSplitter.split(goal).first else { return nil }
        return Grounding(subgoal, scene: Page.scene(elements), attempts: attempts, goal: goal).proposals
            .first?.action
    }

    private func attempt(_ action: Action, on widget: UIElement? = nil, readout: Double? = nil) -> Attempt {
        Attempt(
            action: action,
            status: .confirmed,
            windowsBefore: [],
            windowsAfter: [],
            widget: widget.map { Widget(element: $0, name: $0.name, options: [], isInFront: true) },
            readout: readout
        )
    }

    @Test(
        "Dates are read as people write them",
        arguments: [
            ("04/01/2016", 2016, 4, 1), ("24.12.2025", 2025, 12, 24), ("2016-04-01", 2016, 4, 1),
            ("1 April 2016", 2016, 4, 1), ("April 1st, 2016", 2016, 4, 1),
            ("the 3rd of May 2020", 2020, 5, 3),
            ("Dec 24", nil, 12, 24),
        ] as [(String, Int?, Int, Int)]
    )
    func dates(_ text: String, _ year: Int?, _ month: Int, _ day: Int) {
        let date = CalendarDate(reading: text)
        #expect(date?.year == year)
        #expect(date?.month == month && date?.day == day)
    }

    @Test(
        "What is no date is not read as one",
        arguments: ["12", "1.5", "5/6", "32 May", "May", "a b c", "1/2/3/4", "10:30:15"]
    )
    func noDates(_ text: String) {
        #expect(CalendarDate(reading: text) == nil)
    }

    /// A calendar as pages draw it: days of the month, with those around it where told.
    private func calendar(_ month: String, _ year: String, days: [Int] = Array(1...30)) -> [UIElement] {
        [
            Page.element(1, .entry, "Date", also: [.readOnly]), Page.element(2, .link, "Prev", y: 40),
            Page.element(3, .link, "Next", x: 100, y: 40),
            Page.element(4, Role("static"), month, x: 200, y: 40),
            Page.element(5, Role("static"), year, x: 260, y: 40),
        ]
            + days.enumerated().map {
                Page.element(10 + $0, .link, "\($1)", x: $0 % 7 * 30, y: 80 + $0 / 7 * 30)
            }
    }

    @Test("A calendar is opened, turned to the month, and its day is pressed")
    func calendars() {
        let goal = "Select 04/01/2016 as the date and hit submit."
        let closed = [
            Page.element(1, .entry, "Date", also: [.readOnly]), Page.element(2, .pushButton, "Submit", y: 40),
        ]
        #expect(first(goal, closed) == .click(.element(ElementRef(1))))
        #expect(first(goal, calendar("October", "2016")) == .click(.element(ElementRef(2))))
        #expect(first(goal, calendar("March", "2016")) == .click(.element(ElementRef(3))))
        #expect(first(goal, calendar("May", "2015")) == .click(.element(ElementRef(3))))
        #expect(first(goal, calendar("April", "2016")) == .click(.element(ElementRef(10))))
        // The days of the months around it are not meant.
        let days = [30, 31] + Array(1...30) + [1, 2]
        #expect(first(goal, calendar("April", "2016", days: days)) == .click(.element(ElementRef(12))))
        let last = "Set the date to 2016-04-30"
        #expect(first(last, calendar("April", "2016", days: days)) == .click(.element(ElementRef(41))))
    }

    @Test("Months are turned as often as it takes, and the day ends it")
    func turning() {
        let goal = "Select 04/01/2016 as the date"
        let page = calendar("June", "2016")
        let turned = (0..<6).map { _ in attempt(.click(.element(ElementRef(2))), on: page[1]) }
        #expect(first(goal, page, after: turned) == .click(.element(ElementRef(2))))
        let subgoal = GoalSplitter.split(goal)[0]
        let scene = Page.scene(calendar("April", "2016"))
        let open = Grounding(subgoal, scene: scene, attempts: turned, goal: goal)
        #expect(!open.isServed)
        let pressed = attempt(.click(.element(ElementRef(10))), on: Page.element(10, .link, "1"))
        #expect(Grounding(subgoal, scene: scene, attempts: turned + [pressed], goal: goal).isServed)
    }

    private func slider(at value: Int) -> [UIElement] {
        [
            Page.element(1, .icon, x: 20, y: 145, width: 201),
            Page.element(2, .icon, in: 1, x: 20, y: 141, width: 28, height: 28, also: [.focusable]),
            Page.element(3, Role("static"), "\(value)", x: 230, y: 148),
            Page.element(4, .pushButton, "Submit", y: 181),
        ]
    }

    @Test("A drawn slider is measured, moved to about the place, and stepped to the number it shows")
    func sliders() {
        let goal = "Select 60 with the slider and hit Submit."
        let handle = Target.element(ElementRef(2))
        var done: [Attempt] = []
        #expect(first(goal, slider(at: 10)) == .click(handle))
        done.append(attempt(.click(handle), on: slider(at: 10)[1], readout: 10))
        #expect(first(goal, slider(at: 10), after: done) == .key(KeyCombination("Home")))
        done.append(attempt(.key(KeyCombination("Home")), readout: 0))
        #expect(first(goal, slider(at: 0), after: done) == .key(KeyCombination("End")))
        done.append(attempt(.key(KeyCombination("End")), readout: 100))
        #expect(first(goal, slider(at: 100), after: done) == .click(.point(Point(x: 140, y: 155))))
        done.append(attempt(.click(.point(Point(x: 140, y: 155))), readout: 62))
        #expect(first(goal, slider(at: 62), after: done) == .key(KeyCombination("Left")))
        let subgoal = GoalSplitter.split(goal)[0]
        #expect(Grounding(subgoal, scene: Page.scene(slider(at: 60)), attempts: done, goal: goal).isServed)
        #expect(!Grounding(subgoal, scene: Page.scene(slider(at: 61)), attempts: done, goal: goal).isServed)
    }

    @Test(
        "A place in a list is the entry that is there",
        arguments: [
            ("Drag Cleo to the 5th position.", 5), ("Drag Cleo to the top of the list", 1),
            ("Move Cleo up by one position", 2), ("Drag Cleo down by 2 positions", 5),
            ("Drag Cleo to position 4", 4), ("Drag Cleo to the last place", 5),
        ]
    )
    func places(_ goal: String, _ place: Int) {
        let list = [Page.element(9, Role("list"))]
        let entries = Page.column(.listItem, ["Ada", "Bo", "Cleo", "Dan", "Eve"], from: 1, in: 9)
        let title = [Page.element(10, Role("static"), goal, y: 300)]
        #expect(
            first(goal, title + list + entries)
                == .drag(from: .element(ElementRef(3)), to: .element(ElementRef(place)))
        )
    }

    @Test(
        "What is counted instead of named is found in reading order",
        arguments: [
            ("Click the 2nd checkbox", 3), ("Click on the last check box", 4), ("Click the first button", 5),
            ("Press the 1st button", 5),
            ("Tick the third checkbox", 4),
        ]
    )
    func counted(_ goal: String, _ number: Int) {
        let boxes = Page.column(.checkBox, ["", "", ""], from: 2)
        let page = boxes + [Page.element(5, .pushButton, "Submit", y: 200)]
        #expect(first(goal, page) == .click(.element(ElementRef(number))))
    }

    @Test("What is chosen beside something else in a list is added to it")
    func further() throws {
        var list = [Page.element(1, Role("list box"), also: [.multiselectable])]
        list += Page.column(.listItem, ["Sudan", "Chad", "Aruba"], from: 2, in: 1)
        list[1].states.insert(.selected)
        let parts = GoalSplitter.split("Select Sudan and select Aruba")
        try #require(parts.count == 2)
        func choice(after previous: Intent?) -> Action? {
            Grounding(parts[1], scene: Page.scene(list), previous: previous).proposals.first?.action
        }
        let aruba = Target.element(ElementRef(4))
        #expect(choice(after: parts[0].intent) == .click(aruba, modifiers: [.control]))
        #expect(choice(after: nil) == .click(aruba))
    }

    @Test(
        "That the application was opened for it serves nothing",
        arguments: ["Turn on line numbers", "Click Apply", "Tidy the desk", "Choose Large"]
    )
    func openingIsNoDeed(_ goal: String) throws {
        let subgoal = try #require(GoalSplitter.split(goal).first)
        let scene = Page.scene([Page.element(1, .text, "Document")])
        let grounding = Grounding(subgoal, scene: scene, attempts: [attempt(.open("quill"))], goal: goal)
        #expect(!grounding.isServed && !grounding.isUnclear || goal.hasPrefix("Tidy") && !grounding.isServed)
    }

    @Test("An entry of a menu that is called as what is turned on has done its part, though nothing shows it")
    func silentEntries() throws {
        let subgoal = try #require(GoalSplitter.split("Turn on word wrap").first)
        func grounding(_ entry: String) -> Grounding {
            let action = Action.menu(["Document", entry])
            let chosen = Attempt(
                action: action,
                status: .suspectedNoop,
                windowsBefore: [],
                windowsAfter: [],
                widget: nil
            )
            return Grounding(subgoal, scene: Page.scene([Page.element(1, .text, "Text")]), attempts: [chosen])
        }
        #expect(grounding("Word Wrap").isServed && !grounding("Word Wrap").isUnclear)
        #expect(grounding("Line Ending").isUnclear)
    }

    @Test("No key is pressed where nothing is open")
    func noKeyboard() {
        let key = Subgoal(text: "bold", intent: .key(KeyCombination("b", modifiers: [.control])))
        #expect(Grounding(key, scene: Scene(Screens.screen([], windows: []))).proposals.isEmpty)
        #expect(!Grounding(key, scene: Page.scene([])).proposals.isEmpty)
    }

    @Test("A new tab is had by the command New, where there is none for tabs")
    func newTab() throws {
        let subgoal = try #require(GoalSplitter.split("Open a new tab").first)
        func first(_ entries: [String]) -> Action? {
            let buttons = Page.column(.pushButton, entries, from: 2)
            return Grounding(subgoal, scene: Page.scene(buttons)).proposals.first?.action
        }
        #expect(first(["Tab size", "New"]) == .click(.element(ElementRef(3))))
        #expect(first(["New", "New tab"]) == .click(.element(ElementRef(3))))
    }
}
