import Core
import Dataflow

/// The tasks drawn from templates, one round after the other, each content once.
struct TaskDraw {
    /// The tasks, in the order they are run in.
    private(set) var instances: [TemplateInstance] = []
    /// Draws that gave what was there already.
    private(set) var duplicates = 0

    /// Draws `count` tasks from each template, fewer where a template has no more to give.
    ///
    /// A round takes one task from each template, so that the displays work on different applications.
    init(_ templates: [TaskTemplate], count: Int, seed: UInt64, phrasing: Phrasing) throws(DataflowError) {
        var seen: Set<String> = []
        var next = [UInt64](repeating: 0, count: templates.count)
        for round in 0..<count {
            // Draws that find nothing new for this long will hardly find any later.
            let limit = UInt64(round + 1) * 8
            for (position, template) in templates.enumerated() {
                while next[position] < limit {
                    let instance = try template.instance(seed: seed &+ next[position], phrasing: phrasing)
                    next[position] += 1
                    if seen.insert(instance.task.id).inserted {
                        instances.append(instance)
                        break
                    }
                    duplicates += 1
                }
            }
        }
    }
}
