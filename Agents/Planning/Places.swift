import Core

/// The files, paths and addresses that a goal names: whatever else is understood, they must turn up on the way.
enum Places {
    /// Whether all that a goal names was written in some step, or stands on the screen.
    static func areMet(_ goal: String, in trajectory: Trajectory, seeing observation: Observation) -> Bool {
        PlaceNames.of(goal).allSatisfy { place in
            trajectory.steps.contains { $0.decision.text.contains(place) || shows($0.before, place) }
                || shows(observation, place)
        }
    }

    /// The one file, path or address that a goal names and that was neither written nor seen yet; `nil` for none and
    /// for several.
    static func missing(_ goal: String, in trajectory: Trajectory, seeing observation: Observation) -> String?
    {
        let missing = Set(PlaceNames.of(goal).filter { !areMet($0, in: trajectory, seeing: observation) })
        return missing.count == 1 ? missing.first : nil
    }

    private static func shows(_ observation: Observation, _ place: String) -> Bool {
        observation.windows.contains { $0.title.contains(place) }
            || observation.elements.contains {
                $0.name.contains(place) || $0.value?.contains(place) ?? false
            }
    }
}
