public import Core
import Dataflow
import Foundation
import Images
import Perception

/// Looks at a screen once.
public struct InspectDriver: Sendable {
    private let desktop: DesktopChoice
    private let start: String?

    /// Creates a driver; `start` is a command to start first, words separated by spaces.
    public init(desktop: DesktopChoice, start: String? = nil) {
        self.desktop = desktop
        self.start = start
    }

    /// What was seen.
    public struct View: Sendable {
        /// The observation.
        public var observation: Observation
        /// The observation as text, one line an element.
        public var text: String
        /// The screenshot as PNG, if it could be taken.
        var picture: [UInt8]?

        /// Writes the screenshot with the elements boxed: inputs green, what can be pressed red.
        ///
        /// - Throws: `RuntimeError` with code `storage` when there is no picture or no room.
        public func writePicture(to path: String) throws {
            guard let picture else {
                throw RuntimeError(.storage, "the screen could not be captured; nothing was written")
            }
            do {
                var image = try Image(png: picture)
                for element in observation.elements where element.isOnScreen {
                    if Role.textInputs.contains(element.role) {
                        image.outline(element.frame, red: 0, green: 150, blue: 60)
                    } else if Role.pressables.contains(element.role) {
                        image.outline(element.frame, red: 210, green: 30, blue: 30)
                    }
                }
                try Data(try image.png()).write(to: URL(fileURLWithPath: path), options: .atomic)
            } catch {
                throw RuntimeError(.storage, "the picture cannot be written to \(path)", underlying: error)
            }
        }
    }

    /// Looks once, after the screen has settled.
    public func look() async throws -> View {
        let images = MemoryBlobs()
        let bench = try await Workbench.open(desktop, images: images)
        do {
            if let start {
                try await bench.start(start.split(separator: " ").map(String.init))
            }
            let observation = try await bench.sensor.settled(timeout: 2)
            let view = View(
                observation: observation,
                text: ObservationText(observation).description,
                picture: observation.screenshot.flatMap { images.get($0) }
            )
            await bench.close()
            return view
        } catch {
            await bench.close()
            throw error
        }
    }
}
