public import Core
public import Desktop
import Images

/// The sensor of a real screen: windows from X, elements from the accessibility bus, pixels.
///
/// Trees are read while the screen is captured and compressed. What cannot be read is named in
/// the observation's `degraded`; only a display that is gone is an error.
public actor ScreenSensor: Sensor {
    /// What an observation holds and how long it may take.
    public struct Options: Sendable {
        /// Whether each observation has a screenshot.
        public var screenshot = true
        /// How trees are read.
        public var tree = TreeReadOptions()
        /// Seconds without a change after which the screen counts as settled.
        public var quiet = 0.08
        /// zlib's level for screenshots, 0 to 9.
        public var compression = 1

        /// Creates the default options.
        public init() {}
    }

    let display: Display
    let accessibility: AccessibilityBus?
    private let store: any BlobStore
    private(set) var options: Options
    private let screenshots = ScreenshotWriter()
    /// The last reading, and what the screen's counts and pixels were before it.
    private var last: (reading: Observation, before: Activity, ended: ContinuousClock.Instant)?

    /// Creates a sensor of a display.
    ///
    /// - Parameters:
    ///   - accessibility: The session's accessibility bus; without it only windows are seen.
    ///   - store: Where the bytes of screenshots are kept.
    public init(
        display: Display,
        accessibility: AccessibilityBus?,
        store: any BlobStore,
        options: Options = Options()
    ) {
        self.display = display
        self.accessibility = accessibility
        self.store = store
        self.options = options
    }

    /// Sets whether the attributes that a page's author gave to nameless elements are read from now on.
    public func read(attributes: Bool) { options.tree.attributes = attributes }

    /// Reads the screen once.
    ///
    /// - Throws: `DesktopError` when the display is gone.
    public func observe() async throws -> Observation {
        let before = try await Activity(self)
        let reading = try await read()
        last = (reading, before, .now)
        return reading
    }

    /// Returns the last reading if it is the earlier observation, less than ten seconds old and whole, and neither
    /// events nor windows nor pixels show a change since it began; else reads the screen.
    ///
    /// Browsers tell of changes late, so that with one the screen is always read. A tree takes an office program a third
    /// of a second.
    public func current(since earlier: Observation) async throws -> Observation {
        guard let last, last.reading.time == earlier.time, last.reading.degraded.isEmpty,
            ContinuousClock.now - last.ended < .seconds(10), let accessibility,
            await accessibility.delay == 0,
            try await Activity(self).isSame(as: last.before)
        else { return try await observe() }
        return last.reading
    }

    private func read() async throws -> Observation {
        let clock = PhaseClock()
        async let shot = screenshot()
        async let reading = readTrees()
        let windows = try await display.windows()
        let windowsTime = clock.milliseconds
        let (trees, treeProblem, treeTime) = await reading
        let start = clock.milliseconds
        let builder = ObservationBuilder(screen: display.size, windows: windows, trees: trees)
        let buildTime = clock.milliseconds - start
        let picture = try await shot
        var timings = ["windows": windowsTime, "tree": treeTime, "build": buildTime]
        timings.merge(picture.timings) { $1 }
        timings["total"] = clock.milliseconds
        return Observation(
            time: clock.began,
            screen: display.size,
            windows: builder.windows,
            elements: builder.elements,
            focus: builder.focus,
            screenshot: picture.digest,
            degraded: builder.degraded + treeProblem + picture.problems,
            timings: timings
        )
    }

    private func readTrees() async -> ([AccessibleTree], [Degradation], Double) {
        let clock = PhaseClock()
        guard let accessibility else {
            let note = Degradation(
                subject: "accessibility",
                reason: "there is no accessibility bus; only windows are seen"
            )
            return ([], [note], 0)
        }
        do {
            return (try await accessibility.trees(options.tree), [], clock.milliseconds)
        } catch {
            return ([], [Degradation(subject: "accessibility", reason: "\(error)")], clock.milliseconds)
        }
    }

    private func screenshot() async throws -> ScreenshotWriter.Result {
        guard options.screenshot else { return ScreenshotWriter.Result() }
        let clock = PhaseClock()
        let image = try await display.capture()
        let captureTime = clock.milliseconds
        var result = await screenshots.write(image, to: store, level: options.compression)
        result.timings["capture"] = captureTime
        return result
    }
}
