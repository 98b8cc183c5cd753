public import Core

/// A trajectory as one HTML file: no request leaves it, and it needs no JavaScript.
///
/// Each screenshot is in the file once. Whatever came from a screen is escaped, and a content
/// security policy forbids scripts and the network besides.
public struct HTMLReport: Sendable {
    let trajectory: Trajectory
    let totals: Totals
    private let pictures: any BlobStore

    /// Prepares the report of a stored trajectory.
    public init(_ stored: StoredTrajectory) {
        self.init(stored.trajectory, pictures: stored.images)
    }

    /// Prepares the report of a trajectory whose screenshots lie in `pictures`, as PNG.
    public init(_ trajectory: Trajectory, pictures: any BlobStore) {
        self.trajectory = trajectory
        self.pictures = pictures
        totals = Totals(trajectory)
    }

    /// Returns the HTML.
    ///
    /// A screenshot that is missing or damaged is replaced by a drawing of the elements.
    public func render() -> String {
        let head = trajectory.head
        var html = """
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
            style-src 'unsafe-inline'">
            <title>\(Markup.escape(head.goal)) · LAM report</title>
            <style>\(Self.style)</style>
            </head>
            <body>

            """
        let shots = loadScreenshots()
        html += definitions(shots)
        html += header()
        html += "<main>\n"
        for (position, step) in trajectory.steps.enumerated() {
            html += article(step, position: position, shots: shots)
        }
        html += finalState(shots)
        html += "</main>\n"
        html += """
            <footer>LAM trajectory <code>\(Markup.escape(head.id))</code>. \
            Screenshots are as they were before each step; the orange box is what the step was aimed at.\
            </footer>
            </body>
            </html>

            """
        return html
    }

    /// Writes the HTML to a file, for the owner alone.
    ///
    /// - Throws: `DataflowError` with code `unwritable` or `diskFull`.
    public func write(to path: String) throws(DataflowError) {
        try Disk.replace(path, with: Array(render().utf8))
    }

    /// Reads every screenshot that is needed once.
    private func loadScreenshots() -> [Digest: Screenshot] {
        var shots: [Digest: Screenshot] = [:]
        let seen = trajectory.steps.map(\.before) + [trajectory.steps.last?.after].compactMap { $0 }
        for observation in seen {
            guard let digest = observation.screenshot, shots[digest] == nil,
                let found = try? pictures.get(digest), let size = Screenshot.size(ofPNG: found)
            else { continue }
            shots[digest] = Screenshot(id: "shot\(shots.count + 1)", size: size, png: found)
        }
        return shots
    }
}

/// A picture in the report.
struct Screenshot {
    /// The name other parts of the page use it by.
    let id: String
    let size: Size
    let png: [UInt8]

    /// Reads the extents from the header of a PNG (ISO/IEC 15948 §11.2.2); `nil` when it is none.
    static func size(ofPNG bytes: [UInt8]) -> Size? {
        guard bytes.count >= 33, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
            return nil
        }
        func number(at start: Int) -> Int { bytes[start..<start + 4].reduce(0) { $0 << 8 | Int($1) } }
        let size = Size(width: number(at: 16), height: number(at: 20))
        guard (1...100_000).contains(size.width), (1...100_000).contains(size.height) else { return nil }
        return size
    }
}
