public import Core

extension Image {
    /// Draws the outline of a rectangle, its lines inside; what lies outside the picture is left out.
    public mutating func outline(
        _ rect: Rect,
        red: UInt8,
        green: UInt8,
        blue: UInt8,
        thickness: Int = 2
    ) {
        guard !rect.isEmpty, thickness > 0 else { return }
        let line = min(thickness, rect.width, rect.height)
        let sides = [
            Rect(x: rect.x, y: rect.y, width: rect.width, height: line),
            Rect(x: rect.x, y: rect.y + rect.height - line, width: rect.width, height: line),
            Rect(x: rect.x, y: rect.y, width: line, height: rect.height),
            Rect(x: rect.x + rect.width - line, y: rect.y, width: line, height: rect.height),
        ]
        for side in sides { fill(side, red: red, green: green, blue: blue) }
    }

    /// Fills a rectangle; what lies outside the picture is left out.
    public mutating func fill(_ rect: Rect, red: UInt8, green: UInt8, blue: UInt8) {
        let part = rect.intersection(bounds)
        guard !part.isEmpty else { return }
        let color: [UInt8] =
            switch layout {
            case .bgrx: [blue, green, red, 255]
            case .rgba: [red, green, blue, 255]
            }
        let width = width
        bytes.withUnsafeMutableBufferPointer { bytes in
            for row in part.y..<part.y + part.height {
                for column in part.x..<part.x + part.width {
                    let at = (row * width + column) * 4
                    for part in 0..<4 { bytes[at + part] = color[part] }
                }
            }
        }
    }
}
