import Core
import FoundationEssentials

extension HTMLReport {
    /// The pictures, each once; the steps show them by reference.
    func definitions(_ shots: [Digest: Screenshot]) -> String {
        guard !shots.isEmpty else { return "" }
        var html = #"<svg class="store" width="0" height="0" aria-hidden="true"><defs>"# + "\n"
        for shot in shots.values.sorted(by: { $0.id < $1.id }) {
            html += #"<image id="\#(shot.id)" width="\#(shot.size.width)" height="\#(shot.size.height)" "#
            html += #"href="data:image/png;base64,\#(Data(shot.png).base64EncodedString())"/>"# + "\n"
        }
        return html + "</defs></svg>\n"
    }

    /// A screen with marks over it, which can be enlarged by a click or the space bar.
    func screen(
        _ observation: Observation,
        marks: [ScreenMark],
        shots: [Digest: Screenshot],
        label: String
    ) -> String {
        let shot = observation.screenshot.flatMap { shots[$0] }
        let size = shot?.size ?? observation.screen
        guard size.width > 0, size.height > 0 else { return "" }
        var drawing = shot.map { "<use href=\"#\($0.id)\"/>" } ?? wireframe(observation)
        drawing += marks.map { draw($0, on: size) }.joined()
        return """
            <figure class="screen"><label>\
            <input type="checkbox" aria-label="Enlarge: \(Markup.escape(label))">\
            <svg viewBox="0 0 \(size.width) \(size.height)" role="img" aria-label="\(Markup.escape(label))">\
            \(drawing)</svg></label>\
            \(shot == nil ? "<figcaption>No screenshot was kept; this is drawn from the elements.</figcaption>" : "")\
            </figure>

            """
    }

    /// The surroundings of what a step was aimed at, larger, where it is small on its screen.
    func closeUp(_ step: Step, shots: [Digest: Screenshot]) -> String {
        guard let shot = step.before.screenshot.flatMap({ shots[$0] }), let focus = step.marks.first?.bounds,
            focus.area * 24 < shot.size.width * shot.size.height
        else { return "" }
        let width = min(shot.size.width, max(420, focus.width + 120))
        let height = min(shot.size.height, max(width / 4, focus.height + 40))
        let x = max(0, min(shot.size.width - width, focus.center.x - width / 2))
        let y = max(0, min(shot.size.height - height, focus.center.y - height / 2))
        return """
            <svg class="close" viewBox="\(x) \(y) \(width) \(height)" aria-hidden="true">\
            <use href="#\(shot.id)"/>\(step.marks.map { draw($0, on: shot.size) }.joined())</svg>

            """
    }

    private func draw(_ mark: ScreenMark, on size: Size) -> String {
        switch mark {
        case .target(let rect): box(rect, "target")
        case .focus(let rect): box(rect, "focus")
        case .point(let point):
            """
            <g class="target" transform="translate(\(point.x) \(point.y))">\
            <circle r="14"/><path d="M-22 0H22M0-22V22"/></g>
            """
        case .arrow(let from, let to):
            """
            <g class="target"><path d="M\(from.x) \(from.y)L\(to.x) \(to.y)"/>\
            <circle cx="\(to.x)" cy="\(to.y)" r="7"/></g>
            """
        }
    }

    /// A box a little outside the element, so that its edge stays visible.
    private func box(_ rect: Rect, _ kind: String) -> String {
        func attributes(_ margin: Int) -> String {
            "x=\"\(rect.x - margin)\" y=\"\(rect.y - margin)\" width=\"\(max(1, rect.width + 2 * margin))\" "
                + "height=\"\(max(1, rect.height + 2 * margin))\" rx=\"\(margin + 1)\""
        }
        return "<rect class=\"halo\" \(attributes(4))/><rect class=\"\(kind)\" \(attributes(4))/>"
    }

    /// The windows and named elements as a drawing, where no screenshot was kept.
    private func wireframe(_ observation: Observation) -> String {
        var html = "<rect class=\"ground\" width=\"100%\" height=\"100%\"/>"
        for window in observation.windows.reversed() where !window.frame.isEmpty {
            html += "<rect class=\"window\" \(edges(window.frame))/>"
        }
        for element in observation.elements.prefix(400)
        where element.isOnScreen && !Role.topLevels.contains(element.role) && !element.name.isEmpty {
            let frame = element.frame
            html += "<rect class=\"element\" \(edges(frame))/>"
            guard frame.height >= 10, frame.width >= 16 else { continue }
            let room = max(1, frame.width / 8)
            let name = element.name.count > room ? element.name.prefix(room) + "…" : element.name[...]
            html += "<text x=\"\(frame.x + 4)\" y=\"\(frame.y + frame.height / 2 + 4)\">"
            html += Markup.escape(String(name)) + "</text>"
        }
        return html
    }

    private func edges(_ rect: Rect) -> String {
        "x=\"\(rect.x)\" y=\"\(rect.y)\" width=\"\(rect.width)\" height=\"\(rect.height)\""
    }
}
