import Glibc

/// One thing that was looked at on this machine, and what to do where it is not right.
public struct EnvironmentCheck: Hashable, Sendable, Codable {
    /// How it is.
    public enum Status: String, Hashable, Sendable, Codable {
        /// All is well.
        case good
        /// The agent works, but not everywhere or not at its best.
        case warning
        /// The agent cannot work.
        case missing
    }

    /// What was looked at.
    public var name: String
    /// How it is.
    public var status: Status
    /// What was found, or what the lack of it means.
    public var explanation: String
    /// What to do; `nil` when all is well.
    public var remedy: String?
}

/// Looks at everything a desktop needs, as `lam doctor` shows it.
public enum EnvironmentProbe {
    /// Looks at the machine.
    ///
    /// - Parameter startingSession: Whether to start a session too, which takes about half a second
    ///   and is the surest proof.
    public static func run(startingSession: Bool = true) async -> [EnvironmentCheck] {
        var checks = (try? await Thread.run { programs() + [registry(), fonts(), liveDesktop()] }) ?? []
        if startingSession { checks.append(await ownDisplay()) }
        return checks
    }

    private static func programs() -> [EnvironmentCheck] {
        let needed: [(String, String, EnvironmentCheck.Status)] = [
            ("Xvfb", "the agent's own display", .missing),
            ("openbox", "the window manager of the agent's own display", .missing),
            ("dbus-daemon", "the message bus of the agent's own display", .missing),
            ("at-spi-bus-launcher", "the accessibility bus, by which applications are read", .missing),
            ("xcompmgr", "the compositor, without which GTK4's popovers have black edges", .warning),
            ("Xephyr", "the window that shows the agent's own display (--visible)", .warning),
        ]
        return needed.map { program, purpose, otherwise in
            let file =
                program == "at-spi-bus-launcher"
                ? ProgramPath.accessibilityLauncher()
                : ProgramPath.find(program) ?? (program == "xcompmgr" ? ProgramPath.find("picom") : nil)
            if let file {
                return EnvironmentCheck(name: program, status: .good, explanation: "\(purpose): \(file)")
            }
            let package = ProgramPath.packages[program] ?? program
            return EnvironmentCheck(
                name: program,
                status: otherwise,
                explanation: "not found; it is \(purpose)",
                remedy: "apt-get install \(package)"
            )
        }
    }

    private static func registry() -> EnvironmentCheck {
        do {
            let directory = try SessionRegistry.directory()
            return EnvironmentCheck(
                name: "sessions",
                status: .good,
                explanation: "kept in \(directory), \(try SessionRegistry.live().count) running"
            )
        } catch {
            return EnvironmentCheck(
                name: "sessions",
                status: .missing,
                explanation: "\(error)",
                remedy: "set XDG_RUNTIME_DIR to a directory of your own that can be written"
            )
        }
    }

    private static func fonts() -> EnvironmentCheck {
        let folders = ["/usr/share/fonts/truetype", "/usr/share/fonts/opentype", "/usr/local/share/fonts"]
        let found = folders.filter { !Files.names(in: $0).isEmpty }
        if !found.isEmpty {
            return EnvironmentCheck(name: "fonts", status: .good, explanation: found.joined(separator: ", "))
        }
        return EnvironmentCheck(
            name: "fonts",
            status: .warning,
            explanation: "none found; applications would draw boxes for letters",
            remedy: "apt-get install fonts-dejavu-core"
        )
    }

    private static func liveDesktop() -> EnvironmentCheck {
        let name = "live desktop"
        let surroundings = Surroundings()
        do {
            let connection = try XConnection(try LiveDesktop.displayName(surroundings))
            let bus = surroundings["DBUS_SESSION_BUS_ADDRESS"] ?? LiveDesktop.userBus()
            guard LiveDesktop.accessibilityBus(connection, sessionBus: bus, surroundings) != nil else {
                return EnvironmentCheck(
                    name: name,
                    status: .warning,
                    explanation: "display \(connection.name) is there, but no accessibility bus",
                    remedy: "apt-get install at-spi2-core, then log in again; needed for --live alone"
                )
            }
            guard surroundings["WAYLAND_DISPLAY"] == nil else {
                return EnvironmentCheck(
                    name: name,
                    status: .warning,
                    explanation:
                        "display \(connection.name) belongs to a Wayland session: --live reaches its X "
                        + "applications alone",
                    remedy: "use the agent's own display, or log in to an X session"
                )
            }
            return EnvironmentCheck(
                name: name,
                status: .good,
                explanation: "display \(connection.name) with its accessibility bus; --live works"
            )
        } catch {
            return EnvironmentCheck(
                name: name,
                status: .warning,
                explanation: error.message,
                remedy: "none is needed unless you want --live"
            )
        }
    }

    private static func ownDisplay() async -> EnvironmentCheck {
        let name = "own display"
        do {
            let session = try await Session.start()
            let time = Int(session.readyAfter.rounded())
            let image: RawImage
            do {
                image = try await session.display().capture()
                try session.recordInput().close()
            } catch {
                await session.stop()
                throw error
            }
            await session.stop()
            return EnvironmentCheck(
                name: name,
                status: .good,
                explanation: "ready in \(time) ms, captures \(image.width)×\(image.height) pixels"
            )
        } catch {
            return EnvironmentCheck(
                name: name,
                status: .missing,
                explanation: "\(error)",
                remedy: "see the message; install what it names"
            )
        }
    }
}
