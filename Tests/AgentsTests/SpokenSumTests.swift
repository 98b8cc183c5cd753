import Core
import Testing

@testable import Agents

@Suite("Sums in people's words")
struct SpokenSumTests {
    private func value(_ goal: String) -> Double? {
        guard case .calculate(let sum)? = GoalSplitter.split(goal).first?.intent else { return nil }
        return sum.value
    }

    @Test(
        "Verbs, names of results and questions give the same sums as signs do",
        arguments: [
            ("how much is 48 + 17", 65), ("Add up 3, 5 and 9", 17), ("what do 15 and 16 add up to?", 31),
            ("Find the total of 3, 5, 7 and 11", 26), ("take 8 away from 21", 13),
            ("Take away 12 from 100", 88),
            ("Work out the difference between 81 and 36", 45), ("the difference of 81 and 36", 45),
            ("how much is 13 less than 50", 37), ("how much is 100 take away 30?", 70),
            ("What is 30 reduced by 12?", 18), ("multiply 23 with 7", 161), ("Seven times eight", 56),
            ("How much does 6 times 9 make?", 54), ("144 over 12 please", 12),
            ("Tell me the quotient of 144 and 12", 12),
            ("what is the quotient when 144 is divided by 12", 12),
            ("How many times does 7 go into 63?", 9), ("What is half of 86?", 43), ("a quarter of 100", 25),
            ("Calculate double 37", 74), ("Square 14", 196), ("Work out the cube of 5", 125),
            ("raise 2 to the power of 10", 1024), ("what is 2 to the tenth power", 1024),
            ("2 to the 8th", 256),
            ("15 percent of 200", 30), ("Take 20% off 80", 64), ("Add 10% to 50", 55),
            ("add 19% tax to 250", 297.5),
            ("find the average of 2, 4, 6, 8", 5), ("I need to know what 125 times 8 is", 1000),
            ("Can you work out 250 divided by 4 for me", 62.5), ("Get the answer to 16 + 48", 64),
            ("How much is one hundred and twenty divided by six?", 20),
            ("What do you get when you multiply 15 by 4?", 60), ("what does 84 divided by 7 equal", 12),
        ] as [(String, Double)]
    )
    func sums(_ goal: String, _ value: Double) {
        #expect(self.value(goal) == value)
    }

    @Test(
        "A sum may be told in steps",
        arguments: [
            ("multiply 4 by 5 and then add 6", 26), ("Add 5 and 6 and multiply the result by 3", 33),
            ("Take 100, subtract 30 and divide by 7", 10),
        ] as [(String, Double)]
    )
    func steps(_ goal: String, _ value: Double) {
        #expect(GoalSplitter.split(goal).count == 1)
        #expect(self.value(goal) == value)
    }

    @Test(
        "What no sum of ours gives is neither worked out, looked for nor chosen",
        arguments: [
            "Find the square root of 169", "take the square root of 49",
            "the remainder when 17 is divided by 5", "17 modulo 5", "What is the meaning of 42",
        ]
    )
    func beyond(_ goal: String) {
        #expect(GoalSplitter.split(goal).map(\.intent) == [.perform(goal)])
    }

    @Test("Known units need no verb, other words are no units")
    func units() {
        func intents(_ goal: String) -> [Intent] { GoalSplitter.split(goal).map(\.intent) }
        #expect(intents("What is 100 fahrenheit in celsius?") == [.convert("100 fahrenheit", to: "celsius")])
        #expect(intents("5 feet in meters") == [.convert("5 feet", to: "meters")])
        #expect(intents("How many grams are there in 2 pounds?") == [.convert("2 pounds", to: "grams")])
        #expect(intents("5 apples in total") == [.perform("5 apples in total")])
    }
}
