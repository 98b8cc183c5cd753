import Core

/// The files, paths and addresses that a goal names: whatever else is understood, they must turn up on the way.
enum Places {
    /// Returns them as they are written.
    static func named(in goal: String) -> [String] {
        goal.split(whereSeparator: \.isWhitespace).map(bare).filter(isPlace).map(String.init)
    }

    /// Whether all that a goal names was written in some step, or stands on the screen.
    static func areMet(_ goal: String, in trajectory: Trajectory, seeing observation: Observation) -> Bool {
        named(in: goal).allSatisfy { place in
            trajectory.steps.contains { $0.decision.text.contains(place) || shows($0.before, place) }
                || shows(observation, place)
        }
    }

    /// The one file, path or address that a goal names and that was neither written nor seen yet; `nil` for none and
    /// for several.
    static func missing(_ goal: String, in trajectory: Trajectory, seeing observation: Observation) -> String?
    {
        let missing = Set(named(in: goal).filter { !areMet($0, in: trajectory, seeing: observation) })
        return missing.count == 1 ? missing.first : nil
    }

    private static func shows(_ observation: Observation, _ place: String) -> Bool {
        observation.windows.contains { $0.title.contains(place) }
            || observation.elements.contains {
                $0.name.contains(place) || $0.value?.contains(place) ?? false
            }
    }

    /// A word without the marks around it.
    private static func bare(_ word: Substring) -> Substring {
        var word = word.drop { "\"'“‘(".contains($0) }
        while let last = word.last, "\"'”’).,;:!?".contains(last) { word.removeLast() }
        return word
    }

    /// Whether a word is a path, an address, or the name of a file.
    private static func isPlace(_ word: Substring) -> Bool {
        if word.hasPrefix("/") || word.hasPrefix("~/") || word.contains("://") { return word.count > 1 }
        guard let dot = word.lastIndex(of: "."), dot != word.startIndex else { return false }
        let ending = word[word.index(after: dot)...]
        return (1...8).contains(ending.count) && ending.allSatisfy(\.isLetter)
    }
}
