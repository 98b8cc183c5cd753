import Agents
import Testing

@Suite("The same lesson with other texts")
struct FreshTextsTests {
    private func texts(_ screen: String, _ prompt: String, _ target: String) -> FreshTexts.Texts {
        FreshTexts.Texts(
            prefix: "<screen>\n\(screen)</screen>\n",
            prompt: "Goal: \(prompt)\nIs the goal reached?",
            target: target
        )
    }

    /// What stands in the first quotes of a line that begins so.
    private func quoted(_ text: String, after start: String) -> String? {
        text.split(separator: "\n").first { $0.hasPrefix(start) }
            .map { $0.dropFirst(start.count).prefix { $0 != "\"" } }.map(String.init)
    }

    @Test("What is typed is exchanged in the goal, on the screen and in the answer alike")
    func typed() throws {
        let goal = #"Write "The sky is clear" and save it as sky.txt"#
        let old = texts(
            "window \"sky.txt\"\ntext = \"The sky is clear\"\npush button \"Save\"\n",
            goal + "\nDone so far:\n- type \"The sky is clear\"",
            "no\nset text \"Name\" to \"sky.txt\"\nclick push button \"Save\"\ndone"
        )
        for turn: UInt64 in 0..<100 {
            let new = try #require(FreshTexts.of(old, goal: goal, turn: turn))
            let written = try #require(quoted(new.prefix, after: "text = \""))
            let file = try #require(quoted(new.target, after: "set text \"Name\" to \""))
            #expect(new.prompt.contains("Write \"\(written)\" and save it as \(file)\n"), "\(new)")
            #expect(new.prompt.contains("- type \"\(written)\"\n"), "\(new)")
            #expect(new.prefix.contains("window \"\(file)\"\n"), "\(new)")
            #expect(file.hasSuffix(".txt") && file != "sky.txt" && written.first?.isUppercase ?? false)
            #expect(
                new.prefix.contains("push button \"Save\"") && new.target.contains("button \"Save\"\ndone")
            )
            #expect(new == FreshTexts.of(old, goal: goal, turn: turn))
        }
        #expect(
            Set((0..<100).map { (turn: UInt64) in FreshTexts.of(old, goal: goal, turn: turn)?.target }).count
                > 90
        )
    }

    @Test("A written line end is no part of a word")
    func lines() throws {
        let goal = "Put eggs on the last line"
        let old = texts("", goal, "no\npress ctrl+End\ntype \"\\neggs\"\ndone")
        let new = try #require(FreshTexts.of(old, goal: goal, turn: 5))
        let word = try #require(quoted(new.target, after: "type \"\\n"))
        #expect(word != "eggs" && !word.contains(" ") && new.prompt.contains("Put \(word) on the last line"))
    }

    @Test("Entries of a list are exchanged, and each goes by one name")
    func entries() throws {
        let goal = "Tick Rome and Oslo, then OK"
        let list =
            "check box \"Rome\" (off)\ntable cell \"Rome\"\ncheck box \"Oslo\" (on)\ntable cell \"Oslo\"\n"
        let old = texts(list, goal, "no\nclick check box \"Rome\"\nclick check box \"Oslo\"\ndone")
        let new = try #require(FreshTexts.of(old, goal: goal, turn: 3))
        let names = new.target.split(separator: "\n").compactMap {
            quoted(String($0), after: "click check box \"")
        }
        #expect(names.count == 2 && Set(names + ["Rome", "Oslo"]).count == 4)
        #expect(new.prompt.contains("Tick \(names[0]) and \(names[1]), then OK"))
        #expect(new.prefix.contains("check box \"\(names[0])\" (off)\ntable cell \"\(names[0])\"\n"))
    }

    @Test(
        "What is no free text stays",
        arguments: [
            ("", "Work out 12*34", "no\ntype \"12*34\"\ndone"),
            ("", "Put =A1+A2 into the cell", "no\ntype \"=A1+A2\"\ndone"),
            ("push button \"New\"\n", "Make a folder New", "no\nset text \"Name\" to \"New\"\ndone"),
            ("", "Make a folder New", "no\nclick menu item \"New folder\"\ntype \"New\"\ndone"),
            ("", "Open the list", "no\nclick push button \"List\"\ndone"),
            ("", "Put a lamp beside the lamp", "no\ntype \"lamp\"\ndone"),
            ("", "Write what I said", "no\ntype \"garden\"\ndone"),
            ("text: sky.txt-old SKY.TXT\n", "Save it as sky.txt", "no\ntype \"sky.txt\"\ndone"),
        ]
    )
    func kept(screen: String, goal: String, target: String) {
        #expect(FreshTexts.of(texts(screen, goal, target), goal: goal, turn: 1)?.target ?? target == target)
    }
}
