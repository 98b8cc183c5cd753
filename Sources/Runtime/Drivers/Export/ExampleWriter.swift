import Agents
import Core
import Dataflow
import Foundation
import Models

/// Writes the examples of one trajectory as lines of JSON.
package struct ExampleWriter {
    /// What the ids of the examples begin with.
    let id: String
    let provenance: [String: String]
    let template: ChatTemplate
    /// The file's name for messages.
    let file: String

    /// Actions used, at most.
    let steps: Int
    /// The share of the actions after the first, and of the ends, that is used, 0 to 1.
    let later: Double
    /// Chooses among the actions, and the wordings of all but the first.
    let turn: Int
    /// Wordings made by the lexicon, in all, of the goal as it is told first.
    let rephrasings: Int
    /// The share of the wordings whose texts are exchanged for others (``FreshTexts``), 0 to 1.
    let fresh: Double
    /// How far ahead an answer goes.
    let foresight: Lessons.Foresight

    /// The lines of a trajectory that reached its goal, said in these wordings.
    func lines(
        of trajectory: Trajectory,
        goals: [String],
        _ report: inout ExportDriver.Report
    ) throws -> Data {
        var data = Data()
        let others = goals.indices.flatMap { rephrased(trajectory, goals[$0], number: $0, of: goals.count) }
        let course = Lessons.Course(trajectory)
        for (number, goal) in (goals + others).enumerated() {
            let lessons = Lessons(course, goal: goal, foresight: foresight)
            if number == 0 { report.skipped.merge(lessons.skipped) { $0 + $1 } }
            let acts = lessons.lessons.filter { !$0.isEnd }.map(\.step)
            let used = Self.spread(acts.count, over: steps, turn: turn).map { acts[$0] }
            if number == 0, used.count < acts.count {
                report.skipped["more actions than are used of an episode", default: 0] +=
                    acts.count - used.count
            }
            for lesson in lessons.lessons {
                // Words matter at the beginning, where all that is to be done is told; later, what was done
                // and what is seen say as much, and one wording is enough, by turns.
                let position = used.firstIndex(of: lesson.step)
                guard lesson.isEnd || position != nil else { continue }
                guard position == 0 || (turn + (position ?? 0)) % goals.count == number else { continue }
                let kind = "\(lesson.isEnd ? "end" : "act")/\(number)"
                guard position == 0 || Self.isDrawn("\(id)/\(lesson.step)/\(kind)", share: later) else {
                    continue
                }
                data += try line(of: lesson, kind, goal: goal, wording: "\(id)/\(number)")
                report.written += 1
            }
        }
        return data
    }

    /// Other wordings of a goal by the lexicon, as many in all as are wanted.
    private func rephrased(_ trajectory: Trajectory, _ goal: String, number: Int, of count: Int) -> [String] {
        let literals = trajectory.steps.flatMap { $0.decision.action.literals }
        let share = (rephrasings + count - 1 - number) / count
        return Rephrasing.of(goal, keeping: literals, count: share, turn: turn)
    }

    /// Whether a text is of a share of all texts, always the same ones.
    package static func isDrawn(_ text: String, share: Double) -> Bool {
        Double(number(of: text)) < share * 0x1p32
    }

    /// A number by chance, the same for the same text.
    private static func number(of text: String) -> UInt32 {
        UInt32(Digest(of: Array(text.utf8)).rawValue.prefix(8), radix: 16) ?? 0
    }

    /// The positions that are used of `count`, `limit` at most: the first, and of the others evenly spread ones,
    /// all of them in turn.
    package static func spread(_ count: Int, over limit: Int, turn: Int) -> [Int] {
        guard count > limit else { return Array(0..<count) }
        let (others, places) = (count - 1, limit - 1)
        return [0] + (0..<places).map { 1 + ($0 * others + turn % others) / places }
    }

    /// - Parameter wording: Tells the wording from all others: its fresh texts are the same at each of its steps.
    private func line(of lesson: Lessons.Lesson, _ kind: String, goal: String, wording: String) throws -> Data
    {
        let (prefix, prompt) = Self.split(lesson.prompt, template)
        var texts = FreshTexts.Texts(prefix: prefix, prompt: prompt, target: lesson.target)
        if Self.isDrawn("\(wording)/fresh", share: fresh) {
            let turn = UInt64(Self.number(of: wording))
            texts = FreshTexts.of(texts, goal: goal, turn: turn) ?? texts
        }
        var provenance = provenance
        provenance["episode"] = id
        provenance["step"] = "\(lesson.step)"
        let line = ExampleLine(
            id: "\(id)/\(lesson.step)/\(kind)",
            prefix: texts.prefix,
            prompt: texts.prompt,
            target: texts.target,
            form: PromptBuilder.form,
            provenance: provenance
        )
        return Data(try line.line(of: file))
    }

    /// Lays a prompt out as the model wants it, cut behind the screen: what comes before is the same for
    /// every goal.
    private static func split(_ prompt: Prompt, _ template: ChatTemplate) -> (prefix: String, prompt: String)
    {
        let text: String
        switch prompt {
        case .raw(let raw): text = raw
        case .chat(let messages, let replyPrefix):
            let turns = messages.map { ChatTemplate.Turn(role: $0.speaker.rawValue, text: $0.text) }
            text = template.render(turns, replyPrefix: replyPrefix).map { segment in
                switch segment {
                case .template(let text), .text(let text): text
                }
            }.joined()
        }
        guard let end = text.range(of: "</screen>\n") else { return ("", text) }
        return (String(text[..<end.upperBound]), String(text[end.upperBound...]))
    }
}

extension Action {
    /// The texts it is given, which a goal in other words must still tell.
    fileprivate var literals: [String] {
        switch self {
        case .type(let text): text.split(whereSeparator: \.isNewline).map(String.init)
        case .setText(_, let text): [text]
        case .select(_, let option): [option]
        case .menu(let path): path
        case .open(let what): [what]
        case .click(.query(let query), _, _, _): query.name.map { [$0] } ?? []
        default: []
        }
    }
}
