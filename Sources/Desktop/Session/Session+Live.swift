import Core
import Glibc

extension Session {
    /// Attaches to the user's own desktop, the display that `DISPLAY` names.
    ///
    /// Makes applications of the desktop offer their accessibility trees, where they do not yet.
    /// - Parameter environment: Where `DISPLAY` and the buses are looked up; `nil` for this
    ///   process's own environment.
    /// - Throws: `waylandOnly` in a Wayland session without X, `noDisplay`, and `accessibilityOff`
    ///   when no accessibility bus can be found; the messages say what to do.
    public static func live(environment: [String: String]? = nil) async throws -> Session {
        try await Thread.run { try LiveDesktop.attach(Surroundings(environment)) }
    }
}

/// The user's own desktop.
enum LiveDesktop {
    static func attach(_ surroundings: Surroundings) throws(DesktopError) -> Session {
        let display = try displayName(surroundings)
        // Xlib finds the user's own cookie by itself.
        let authority = surroundings.areOurs ? nil : surroundings["XAUTHORITY"]
        let connection = try XConnection(display, authority: authority)
        let bus = surroundings["DBUS_SESSION_BUS_ADDRESS"] ?? userBus()
        let address = accessibilityBus(connection, sessionBus: bus, surroundings)
        guard let address else {
            throw DesktopError(
                .accessibilityOff,
                "The accessibility bus of display \(display) cannot be found, so that nothing on it can be "
                    + "read. Install the Debian package at-spi2-core and log in again, or leave out --live to "
                    + "work in a display of the agent's own."
            )
        }
        var environment = surroundings.variables
        environment["DISPLAY"] = display
        environment["AT_SPI_BUS_ADDRESS"] = address
        if let bus { environment["DBUS_SESSION_BUS_ADDRESS"] = bus }
        let screen = connection.size
        let record = SessionRecord(
            name: "live",
            display: display,
            owner: getpid(),
            ownerStart: ProcessTable.startTime(of: getpid()) ?? 0,
            started: Instant.sinceEpoch,
            readyAfter: 0,
            width: screen.width,
            height: screen.height,
            visible: true,
            processes: [:],
            home: environment["HOME"] ?? "/",
            directory: try SessionRegistry.directory().replacing("/sessions", with: "/live-\(getpid())"),
            authority: authority ?? "",
            environment: environment
        )
        return Session(kind: .live, record: record)
    }

    /// Returns the display to attach to.
    static func displayName(_ surroundings: Surroundings) throws(DesktopError) -> String {
        if let display = surroundings["DISPLAY"] { return display }
        if let wayland = surroundings["WAYLAND_DISPLAY"] {
            throw DesktopError(
                .waylandOnly,
                "This is a Wayland session (\(wayland)) without X, which lets no program see or steer "
                    + "others. Leave out --live: a display of the agent's own works here as anywhere."
            )
        }
        throw DesktopError(
            .noDisplay,
            "DISPLAY is not set, so there is no desktop to attach to. Leave out --live to work in a display "
                + "of the agent's own, or set DISPLAY (\":0\" for most desktops)."
        )
    }

    /// Finds the accessibility bus: by the environment, the root window, or the session bus.
    static func accessibilityBus(
        _ connection: XConnection,
        sessionBus: String?,
        _ surroundings: Surroundings
    ) -> String? {
        var address =
            surroundings["AT_SPI_BUS_ADDRESS"] ?? connection.text("AT_SPI_BUS", of: connection.root)
        if let sessionBus, let bus = try? MessageBus(address: sessionBus) {
            if address == nil || address == "" { address = try? bus.accessibilityBus(within: 5) }
            try? bus.enableAccessibility(within: 2)
        }
        // An address may outlive its bus.
        guard let address, (try? MessageBus(address: address)) != nil else { return nil }
        return address
    }

    /// Where systemd keeps a user's session bus.
    static func userBus() -> String? {
        let path = "/run/user/\(getuid())/bus"
        return access(path, R_OK | W_OK) == 0 ? "unix:path=\(path)" : nil
    }
}
