import Core
import Desktop
import Perception
import Synchronization
import TestSupport
import Testing

/// The tests that start a display of their own, one after the other: applications of several
/// sessions at once would only wait for each other.
@Suite(.serialized)
enum ScreenTests {}

/// A session with a sensor, as tests see it.
struct Screen {
    let session: Session
    let display: Display
    let bus: AccessibilityBus
    let sensor: ScreenSensor
    let store = MemoryStore()
    /// Tests run on loaded machines: an application that is merely slow is not to be given up.
    let patience: TreeReadOptions

    init(_ session: Session, options: ScreenSensor.Options = ScreenSensor.Options()) async throws {
        self.session = session
        display = try session.display()
        bus = try await AccessibilityBus.connect(address: session.accessibilityBus)
        var patient = options
        patient.tree.patience = 10
        patient.tree.limit = 20
        patience = patient.tree
        sensor = ScreenSensor(display: display, accessibility: bus, store: store, options: patient)
    }

    /// Observes until the observation is as wanted; returns the last one either way.
    func observe(
        within seconds: Double = 30,
        until isReady: @Sendable (Observation) -> Bool
    ) async throws -> Observation {
        let ready = try await eventually(within: seconds) { () -> Observation? in
            let seen = try await sensor.observe()
            return isReady(seen) ? seen : nil
        }
        if let ready { return ready }
        return try await sensor.observe()
    }

    /// The longest of some observations.
    func timeOfObservation(rounds: Int) async throws -> Duration {
        let clock = ContinuousClock()
        var longest = Duration.zero
        for _ in 0..<rounds {
            let start = clock.now
            _ = try await sensor.observe()
            longest = max(longest, clock.now - start)
        }
        return longest
    }

    /// Clicks in the middle of the element of a name and role.
    func click(_ name: String, _ role: Role, in observation: Observation) async throws {
        guard case .unique(let element) = observation.resolve(ElementQuery(role: role, name: name)) else {
            throw Missing(what: "\(role) \"\(name)\" is not there once:\n\(ObservationText(observation))")
        }
        try await display.click(at: element.frame.center)
    }
}

/// What a test did not find.
struct Missing: Error, CustomStringConvertible {
    var what: String
    var description: String { what }
}

/// Blobs in memory.
final class MemoryStore: BlobStore {
    private let blobs = Mutex<[Digest: [UInt8]]>([:])

    func put(_ bytes: [UInt8]) throws -> Digest {
        let digest = Digest(of: bytes)
        blobs.withLock { $0[digest] = bytes }
        return digest
    }

    func get(_ digest: Digest) throws -> [UInt8]? { blobs.withLock { $0[digest] } }
}

/// Starts a display of its own with a sensor.
func withScreen<Value: Sendable>(
    _ options: ScreenSensor.Options = ScreenSensor.Options(),
    _ body: @Sendable (Screen) async throws -> Value
) async throws -> Value {
    try await withSession { session in try await body(try await Screen(session, options: options)) }
}

extension Observation {
    /// The elements of a role.
    func elements(_ role: Role) -> [UIElement] { elements.filter { $0.role == role } }

    /// The only element of a role and name on the screen, if there is exactly one.
    func one(_ role: Role, _ name: String) -> UIElement? {
        if case .unique(let element) = resolve(ElementQuery(role: role, name: name)) { element } else { nil }
    }

    func has(_ role: Role, _ name: String) -> Bool { one(role, name)?.isOnScreen ?? false }
}
