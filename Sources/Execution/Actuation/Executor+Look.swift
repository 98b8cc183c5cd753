import Core

extension Executor {
    /// Looks at a region: keeps its pixels and tells the text in it, changing nothing.
    func look(at region: Rect, on observation: Observation) async throws -> Performance {
        let all = Rect(x: 0, y: 0, width: observation.screen.width, height: observation.screen.height)
        let area = region.intersection(all)
        guard !area.isEmpty else {
            throw Refusal(message: "nothing of the region is on the screen of \(all.width)×\(all.height)")
        }
        let screen = try await sensor.observe()
        var lines: [String] = []
        if let keepRegion { lines.append("image \(try await keepRegion(area))") }
        for element in screen.elements where element.isOnScreen && !element.role.isContainer {
            guard !screen.visibleFrame(of: element).intersection(area).isEmpty else { continue }
            guard !element.name.isEmpty || !(element.value ?? "").isEmpty else { continue }
            var line = "\(element.id) \(element.inWords)"
            if let value = element.value, !value.isEmpty { line += " \"\(value.prefix(400))\"" }
            lines.append(line)
            if lines.count == 200 { break }
        }
        keep(screen)
        return Performance(outcome: Outcome(.confirmed, route: "", evidence: lines), after: screen)
    }
}

extension Role {
    /// Whether it only holds other elements.
    var isContainer: Bool {
        [.filler, .panel, .frame, .window, .scrollPane, .application, .toolBar, .menuBar].contains(self)
    }
}
