/// A part of a planner with a trained model that can be left out, to see what it is worth.
package enum PlannerPart: String, CaseIterable, Sendable {
    /// What holds the model's words to the actions of the screen; without it, what cannot be read ends the run.
    case grammar
    /// What was done so far, in the prompt.
    case history
    /// The way to the end: without it, only the first line of an answer is done and the model is asked again.
    case foresight
    /// The rules, which lead where they know all verbs of a goal and are heard where the model is unsure.
    case rules
}
