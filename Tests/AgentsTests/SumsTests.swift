import Core
import TestSupport
import Testing

@testable import Agents

@Suite("Sums that a screen asks about")
struct SumsTests {
    private func sums(_ texts: [String], goal: String = "Solve it and press Submit") -> Sums {
        Sums(of: goal, seeing: Screens.screen(Page.column(.label, texts, from: 1)))
    }

    @Test(
        "Sums and equations are worked out",
        arguments: [
            ("7 x 4 =", "28"), ("8 - 9 =", "-1"), ("8 - 9 = ?", "-1"), ("x - 8 = 96", "104"),
            ("8 + x = 6", "-2"),
            ("3x + 1 = 10", "3"), ("20 = y * 5", "4"), ("x / 4 = 7", "28"), ("2 - x = 12", "-10"),
            ("1 / 4 =", "0.25"),
        ]
    )
    func workedOut(_ text: String, _ result: String) {
        #expect(sums([text]).answered("set entry \"x =\" to \"3\"") == "set entry \"x =\" to \"\(result)\"")
    }

    @Test(
        "What is no sum with one answer is left to the model",
        arguments: [
            "x = ", "a = b", "x * x = 4", "0 * x = 4", "1 / 0 =", "E = mc2", "=", "Total = 12",
            "x - 8 = 96 = 3",
        ]
    )
    func none(_ text: String) {
        #expect(sums([text]).answered("set entry to \"3\"") == nil)
    }

    @Test("Of several sums the field must be called by one")
    func several() {
        let two = sums(["1 + 1 =", "2 + 2 ="])
        #expect(two.answered("set entry \"2 + 2 =\" to \"5\"") == "set entry \"2 + 2 =\" to \"4\"")
        #expect(two.answered("set entry to \"5\"") == nil)
    }

    @Test("What the goal tells, words, and other actions stay")
    func told() {
        let told = sums(["1 + 1 ="], goal: "Enter 11 and press Submit")
        #expect(told.answered("set entry to \"11\"") == nil)
        #expect(told.answered("set entry to \"two\"") == nil)
        #expect(told.answered("type \"3\"") == nil)
        #expect(told.answered("set entry to \"3\"") == "set entry to \"2\"")
    }
}
