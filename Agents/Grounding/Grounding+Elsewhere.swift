import Core

/// Where a subgoal is to be served, when that is not the window in front.
extension Grounding {
    /// Windows to bring forward and applications to start.
    var elsewhere: [Proposal] {
        var found: [Proposal] = []
        for place in places {
            found += windows(matching: place).map {
                Proposal(.focus(window: $0.window.title), 0.75 * $0.score, "it is to be done in \(place)")
            }
        }
        // An application is started only where no open window could be meant.
        if found.isEmpty {
            for place in places where !isOpen(place) {
                // The place the clause names goes before the kind of application its verb needs.
                if !found.isEmpty { break }
                found += launches(place).prefix(3).map {
                    Proposal($0.action, 0.8 * $0.score, "it needs \(place), which is not open")
                }
            }
        }
        return found
    }

    /// The places the clause names, and the kind of application its verb needs.
    private var places: [String] {
        var found = [subgoal.scope].compactMap(\.self)
        switch subgoal.intent {
        case .type(_, let field?, _): found.append(field)
        case .run: found.append("terminal")
        case .calculate, .convert: found.append("calculator")
        case .create(let kind, _) where Match.words(kind).contains("folder"): found.append("file manager")
        case .move, .visit, .remove: found.append("file manager")
        case .cell where scene.observation.windows.isEmpty: found.append("spreadsheet")
        case .close(let what?): found.append(what)
        case .type, .replace, .overwrite, .find:
            if scene.observation.windows.isEmpty { found.append("text editor") }
        default: break
        }
        return found
    }

    /// The windows behind the front one that fit a user's words.
    private func windows(matching place: String) -> [(window: WindowInfo, score: Double)] {
        scene.observation.windows.enumerated().compactMap { index, window in
            guard index != scene.front, !window.title.isEmpty else { return nil }
            let score = self.score(window, place)
            return score >= 0.6 ? (window, score) : nil
        }
    }

    /// Returns how well a window fits a user's words, by title, application, and kind of application.
    func score(_ window: WindowInfo, _ place: String) -> Double {
        let byKind =
            scene.applications.filter { $0.owns(window.application) }.map { $0.match(place) }.max() ?? 0
        return max(byKind, Match.score(place, window.application), Match.score(place, window.title) * 0.9)
    }

    func isOpen(_ place: String) -> Bool {
        scene.observation.windows.contains { score($0, place) >= 0.6 }
    }

    /// The applications that fit a user's words, the best first.
    func launches(_ phrase: String) -> [(action: Action, score: Double)] {
        scene.applications.map { ($0, $0.match(phrase)) }
            .filter { $0.1 >= 0.6 }
            .sorted { ($0.1, $1.0.name.count) > ($1.1, $0.0.name.count) }
            .map { (Action.open($0.0.id), $0.1) }
    }
}
