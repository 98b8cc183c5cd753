import Agents
import Core
import Dataflow
import Foundation
import Models

/// Writes the examples of one trajectory as lines of JSON.
struct ExampleWriter {
    /// What the ids of the examples begin with.
    let id: String
    let provenance: [String: String]
    let template: ChatTemplate
    /// The file's name for messages.
    let file: String

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
            for lesson in lessons.lessons {
                let isEnd = lesson.target == "yes" || lesson.target == "no"
                // One wording of the question is enough, by turns: the answer hangs on the screen.
                if isEnd, lesson.step % goals.count != number { continue }
                data += try line(of: lesson, "\(isEnd ? "end" : "act")/\(number)")
                report.written += 1
            }
        }
        return data
    }

    /// The line that says that at the end of a trajectory another goal is not reached.
    func denial(of goal: String, after trajectory: Trajectory, _ report: inout ExportDriver.Report) throws
        -> Data
    {
        let lessons = Lessons(trajectory, goal: goal).lessons
        guard var lesson = lessons.last, lesson.target == "yes" else { return Data() }
        lesson.target = "no"
        report.written += 1
        return try line(of: lesson, "other")
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
            weight: lesson.weight == 1 ? nil : lesson.weight,
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
