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
    /// Chooses among the actions, and the wording of the end.
    let turn: Int

    /// The lines of a trajectory that reached its goal, said in these wordings.
    func lines(
        of trajectory: Trajectory,
        goals: [String],
        _ report: inout ExportDriver.Report
    ) throws -> Data {
        var data = Data()
        for (number, goal) in goals.enumerated() {
            let lessons = Lessons(trajectory, goal: goal)
            if number == 0 { report.skipped.merge(lessons.skipped) { $0 + $1 } }
            let acts = lessons.lessons.filter { !$0.isEnd }.map(\.step)
            let used = Set(Self.spread(acts.count, over: steps, turn: turn).map { acts[$0] })
            if number == 0, used.count < acts.count {
                report.skipped["more actions than are used of an episode", default: 0] +=
                    acts.count - used.count
            }
            for lesson in lessons.lessons {
                // One wording of the end is enough, by turns: the answer hangs on the screen.
                if lesson.isEnd ? turn % goals.count != number : !used.contains(lesson.step) { continue }
                data += try line(of: lesson, "\(lesson.isEnd ? "end" : "act")/\(number)")
                report.written += 1
            }
        }
        return data
    }

    /// The positions that are used of `count`, `limit` at most: evenly spread, all of them in turn.
    package static func spread(_ count: Int, over limit: Int, turn: Int) -> [Int] {
        guard count > limit else { return Array(0..<count) }
        return (0..<limit).map { ($0 * count + turn % count) / limit }
    }

    private func line(of lesson: Lessons.Lesson, _ kind: String) throws -> Data {
        let (prefix, prompt) = Self.split(lesson.prompt, template)
        var provenance = provenance
        provenance["episode"] = id
        provenance["step"] = "\(lesson.step)"
        let line = ExampleLine(
            id: "\(id)/\(lesson.step)/\(kind)",
            prefix: prefix,
            prompt: prompt,
            target: lesson.target,
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
