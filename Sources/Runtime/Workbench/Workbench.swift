import Agents
import Core
import Dataflow
import Desktop
import Execution
import Images
import Perception

/// A desktop made ready to be worked on: the display, eyes and hands of one run.
///
/// The only place where perception and execution meet; everything a run does to the screen goes
/// through `hands(…)`, which stands behind the safety policy.
final class Workbench: Sendable {
    let session: Session
    let display: Display
    let bus: AccessibilityBus
    let images: any BlobStore
    let sensor: ScreenSensor
    private let owned: Bool

    private init(
        session: Session,
        images: any BlobStore,
        owned: Bool,
        screenshots: Bool
    ) async throws {
        self.session = session
        self.images = images
        self.owned = owned
        display = try session.display()
        bus = try await AccessibilityBus.connect(address: session.accessibilityBus)
        var options = ScreenSensor.Options()
        options.screenshot = screenshots
        sensor = ScreenSensor(display: display, accessibility: bus, store: images, options: options)
    }

    /// Opens the desktop that was chosen.
    ///
    /// - Parameter screenshots: Whether observations have pictures.
    /// - Throws: `RuntimeError` with code `environment` when it cannot be had.
    static func open(
        _ choice: DesktopChoice,
        images: any BlobStore = MemoryBlobs(),
        screenshots: Bool = true
    ) async throws -> Workbench {
        func made(_ session: Session, owned: Bool) async throws -> Workbench {
            try await Workbench(session: session, images: images, owned: owned, screenshots: screenshots)
        }
        do {
            switch choice {
            case .own(let visible, let size):
                var options = SessionOptions(visible: visible)
                if let size { options.size = size }
                let session = try await Session.start(options)
                do {
                    return try await made(session, owned: true)
                } catch {
                    await session.stop()
                    throw error
                }
            case .named(let name):
                return try await made(try await Session.attach(name: name), owned: false)
            case .live:
                return try await made(try await Session.live(), owned: false)
            }
        } catch let error as RuntimeError {
            throw error
        } catch {
            throw RuntimeError(
                .environment,
                "the desktop is not ready (lam doctor says more)",
                underlying: error
            )
        }
    }

    /// Makes an own desktop as it was at the start, for the next task.
    ///
    /// - Throws: `DesktopError` when a program does not end or the home cannot be made again.
    func clear() async throws {
        await display.releaseAll()
        try await session.clear()
    }

    /// What lies in the home that goes when the desktop does; `nil` where it stays.
    func passingFiles() -> HomeFiles? { owned ? HomeFiles(of: session.home) : nil }

    /// Lets the programs of a desktop of our own finish what they write before it goes.
    func closeWindows() async {
        if owned { await session.closeWindows(within: 3) }
    }

    /// Ends the desktop if it was started for us.
    ///
    /// - Parameter files: Those of the user's that were worked on: they are left free for other programs.
    func close(beside files: [NamedFile] = []) async {
        await bus.close()
        guard owned else { return }
        await session.stop()
        OfficeLocks.clear(beside: files.map(\.path), of: session.home)
    }

    /// Returns what carries out actions here; callers put the safety policy before it.
    func hands(route: RouteChoice, secrets: @escaping SecretResolver) throws -> Executor {
        let options = ExecutorOptions(route: Route(rawValue: route.rawValue) ?? .automatic)
        return try Executor(
            session: session,
            bus: bus,
            sensor: sensor,
            options: options,
            secrets: secrets
        ) { [display, images] region in
            try images.put(try Image(try await display.capture(region)).png())
        }
    }

    /// The applications installed for this desktop, as planners choose among them.
    func knownApplications() -> [KnownApplication] {
        session.applications().all.map {
            KnownApplication(
                id: $0.id,
                name: $0.name,
                genericName: $0.genericName.isEmpty ? nil : $0.genericName,
                keywords: $0.keywords,
                categories: $0.categories,
                executable: $0.exec.first ?? $0.program,
                needsTerminal: $0.needsTerminal,
                opensFiles: $0.opensFiles,
                isHidden: $0.isHidden
            )
        }
    }

    /// Returns the command that starts an application by any of its names.
    ///
    /// - Throws: `DesktopError` when none or several are called so.
    func command(for application: String) throws -> [String] {
        let choices = try session.applications().choices(toOpen: application)
        guard let first = choices.first else {
            throw RuntimeError(.environment, "no application is called \"\(application)\"")
        }
        return first.command
    }
}
