import Core
import Glibc

extension Session {
    /// Starts a session of our own and returns it when applications can be started in it.
    ///
    /// - Throws: `missingProgram` when a part is not installed (the message names the Debian
    ///   package), `nameTaken`, `badArgument`, `timeout`, `launchFailed`, `bus`, `file`.
    public static func start(_ options: SessionOptions = SessionOptions()) async throws -> Session {
        try await Thread.run { try SessionStart(options).run() }
    }

    /// The sessions of this user whose owner lives, by name; leftovers of dead owners are removed.
    ///
    /// - Throws: `file`.
    public static func list() async throws -> [SessionRecord] {
        try await Thread.run { try SessionRegistry.live() }
    }

    /// Attaches to a session that another process owns.
    ///
    /// - Throws: `noSuchSession`, with the names there are.
    public static func attach(name: String) async throws -> Session {
        Session(kind: .attached, record: try await find(name))
    }

    /// Ends a session whoever owns it, and everything in it.
    ///
    /// - Throws: `noSuchSession`, with the names there are.
    public static func stop(_ name: String) async throws {
        let directory = try await find(name).directory
        try await Thread.run {
            Watchdog.sweep(marker: Watchdog.marker(directory: directory), directory: directory)
        }
    }

    private static func find(_ name: String) async throws -> SessionRecord {
        let all = try await list()
        if let record = all.first(where: { $0.name == name }) { return record }
        let names = all.isEmpty ? "there is none" : "there are: " + all.map(\.name).joined(separator: ", ")
        throw DesktopError(.noSuchSession, "There is no session \"\(name)\"; \(names).")
    }
}

/// The start of one session, on a thread that may block.
///
/// The buses come up while the X server does; the window manager and the compositor while the
/// other does (field notes §1).
struct SessionStart {
    private let options: SessionOptions
    private let surroundings: Surroundings
    private let began = Instant.now
    private let deadline: Instant

    init(_ options: SessionOptions) {
        self.options = options
        surroundings = Surroundings(options.surroundings)
        deadline = .after(options.timeout)
    }

    func run() throws -> Session {
        guard (200...16_384).contains(options.size.width), (150...16_384).contains(options.size.height) else {
            throw DesktopError(
                .badArgument,
                "A screen of \(options.size.width)×\(options.size.height) pixels cannot be had; "
                    + "use at least 200×150 and at most 16384×16384."
            )
        }
        try checkPrograms()
        let (name, directory) = try SessionRegistry.claim(options.name)
        let watchdog: Watchdog
        do {
            watchdog = try Watchdog(directory: directory, keepHome: options.keepHome)
        } catch {
            rmdir(directory)
            throw error
        }
        do {
            return try assemble(name: name, directory: directory, watchdog: watchdog)
        } catch {
            watchdog.finish()
            throw error
        }
    }

    private var server: String { options.visible ? "Xephyr" : "Xvfb" }

    private func checkPrograms() throws(DesktopError) {
        for program in [server, "dbus-daemon", "openbox"] where surroundings.find(program) == nil {
            throw DesktopError(
                .missingProgram,
                "A display of the agent's own needs \(program)\(ProgramPath.hint(for: program))."
            )
        }
        guard ProgramPath.accessibilityLauncher() != nil else {
            throw DesktopError(
                .missingProgram,
                "A display of the agent's own needs at-spi-bus-launcher"
                    + "\(ProgramPath.hint(for: "at-spi-bus-launcher"))."
            )
        }
    }

    private func assemble(name: String, directory: String, watchdog: Watchdog) throws -> Session {
        let home = options.home ?? "\(directory)/home"
        try SessionFiles.prepare(home: home, directory: directory)
        var (x, number, ready) = try startServer(directory: directory, home: home, excluding: [])
        var environment = self.environment(directory, home, number)
        let (bus, busAddress) = try startBus(environment, directory: directory)
        environment["DBUS_SESSION_BUS_ADDRESS"] = busAddress
        let calls = try MessageBus(address: busAddress)
        let accessibility = try calls.accessibilityBus(within: deadline.secondsLeft)
        try calls.enableAccessibility(within: deadline.secondsLeft)
        environment["AT_SPI_BUS_ADDRESS"] = accessibility

        var tried: Set<Int> = [number]
        while try !isReady(x, ready) {
            guard tried.count < 8 else { throw startFailure(server, log: "\(directory)/logs/server.log") }
            // Someone else took the number between our look and the server's.
            (x, number, ready) = try startServer(directory: directory, home: home, excluding: tried)
            tried.insert(number)
            environment["DISPLAY"] = ":\(number)"
        }
        let connection = try XConnection(":\(number)", authority: "\(directory)/Xauthority")
        connection.setText(accessibility, property: "AT_SPI_BUS", of: connection.root)
        let managers = try startManagers(environment, directory: directory, connection)
        if let registry = try? MessageBus(address: accessibility) {
            registry.start(service: "org.a11y.atspi.Registry")
        }

        var processes = ["\(server)": x.pid, "dbus-daemon": bus.pid]
        for manager in managers { processes[manager.name] = manager.pid }
        let record = SessionRecord(
            name: name,
            display: ":\(number)",
            owner: getpid(),
            ownerStart: ProcessTable.startTime(of: getpid()) ?? 0,
            started: Instant.sinceEpoch,
            readyAfter: began.secondsAgo * 1000,
            width: options.size.width,
            height: options.size.height,
            visible: options.visible,
            processes: processes,
            home: home,
            directory: directory,
            authority: "\(directory)/Xauthority",
            framebuffer: options.visible ? nil : ScreenMemory.path(server: x.pid),
            environment: environment
        )
        try SessionRegistry.write(record)
        let parts = SessionParts(watchdog: watchdog, processes: [x, bus] + managers)
        return Session(kind: .own, record: record, parts: parts)
    }

    private func environment(_ directory: String, _ home: String, _ number: Int) -> [String: String] {
        SessionEnvironment.make(surroundings, directory: directory, home: home, display: ":\(number)")
            .merging(options.environment) { _, new in new }
    }
}

extension SessionStart {
    /// Starts an X server; the descriptor returned gives a line when it takes clients.
    private func startServer(
        directory: String,
        home: String,
        excluding tried: Set<Int>
    ) throws(DesktopError) -> (ChildProcess, Int, Descriptor) {
        let number = Self.freeNumber(excluding: tried)
        try Files.write("\(number)\n", to: "\(directory)/number")
        try Files.write(
            XAuthority.file(display: number, cookie: XAuthority.newCookie()),
            to: "\(directory)/Xauthority"
        )
        let (read, write) = try Descriptor.pipe()
        let log = try Files.openLog("\(directory)/logs/server.log")
        var variables = environment(directory, home, number)
        var command = [server, ":\(number)"]
        let size = "\(options.size.width)x\(options.size.height)"
        if options.visible {
            guard let parent = surroundings["DISPLAY"] else {
                throw DesktopError(
                    .noDisplay,
                    "There is no DISPLAY to show the session on; leave out the request for a visible one."
                )
            }
            variables["DISPLAY"] = parent
            variables["XAUTHORITY"] =
                surroundings["XAUTHORITY"]
                ?? surroundings["HOME"].map { "\($0)/.Xauthority" }
            command += ["-screen", size, "-title", "LAM session", "-no-host-grab"]
        } else {
            command += ["-screen", "0", "\(size)x24"]
        }
        let memory = options.visible ? nil : ScreenMemory.make(directory: "\(directory)/screen")
        // A pointer would be drawn into it, which captures must not show.
        if memory != nil { command += ["-fbdir", "\(directory)/screen", "-nocursor"] }
        command += ["-nolisten", "tcp", "-noreset", "-dpi", "96", "-auth", "\(directory)/Xauthority"]
        command += ["-displayfd", "3"]
        let process = try ChildProcess(
            command,
            environment: variables,
            directory: "/",
            output: log,
            errors: log,
            passing: [write, memory].compactMap { $0 }
        )
        return (process, number, read)
    }

    /// Waits for an X server; `false` when it ended, most likely since its number was taken.
    private func isReady(_ process: ChildProcess, _ descriptor: Descriptor) throws(DesktopError) -> Bool {
        guard let line = descriptor.readLine(until: deadline) else {
            throw DesktopError(
                .timeout,
                "\(server) was not ready within \(options.timeout) s; the machine may be overloaded."
            )
        }
        return !line.isEmpty
    }

    /// Returns a display number that nothing seems to use, different for each caller.
    private static func freeNumber(excluding tried: Set<Int>) -> Int {
        // A socket's file outlives a server that was killed; the kernel's list has live ones only.
        let sockets = Files.text("/proc/net/unix") ?? ""
        let used = Set(
            sockets.split(separator: "\n").compactMap { line -> Int? in
                guard let path = line.split(separator: " ").last, path.contains("/.X11-unix/X") else {
                    return nil
                }
                return path.lastIndex(of: "X").flatMap { Int(path[path.index(after: $0)...]) }
            }
        )
        let start = Int.random(in: 0..<400)
        for offset in 0..<400 {
            let number = 100 + (start + offset) % 400
            if !tried.contains(number), !used.contains(number), access("/tmp/.X\(number)-lock", F_OK) != 0 {
                return number
            }
        }
        return 500 + start
    }

    private func startBus(
        _ environment: [String: String],
        directory: String
    ) throws(DesktopError) -> (ChildProcess, String) {
        let (read, write) = try Descriptor.pipe()
        let log = try Files.openLog("\(directory)/logs/bus.log")
        let process = try ChildProcess(
            [
                "dbus-daemon", "--session", "--nofork", "--nopidfile", "--nosyslog",
                "--address=unix:path=\(directory)/run/bus", "--print-address=3",
            ],
            environment: environment,
            directory: "/",
            output: log,
            errors: log,
            passing: [write]
        )
        write.close()
        guard let address = read.readLine(until: deadline), !address.isEmpty else {
            throw startFailure("dbus-daemon", log: "\(directory)/logs/bus.log")
        }
        return (process, address)
    }

    /// Starts the window manager and the compositor and waits until both are there.
    private func startManagers(
        _ environment: [String: String],
        directory: String,
        _ connection: XConnection
    ) throws(DesktopError) -> [ChildProcess] {
        var variables = environment
        // Each change of the keymap makes openbox read the Compose file again, 43 ms each time.
        variables["XCOMPOSEFILE"] = "/dev/null"
        let log = try Files.openLog("\(directory)/logs/managers.log")
        connection.selectRootProperties()
        let manager = try ChildProcess(
            ["openbox", "--sm-disable", "--config-file", "\(directory)/openbox.xml"],
            environment: variables,
            directory: "/",
            output: log,
            errors: log
        )
        var processes = [manager]
        if options.compositor,
            let program = ["xcompmgr", "picom"].first(where: { surroundings.find($0) != nil })
        {
            let arguments = program == "picom" ? ["--backend", "xrender", "--config", "/dev/null"] : ["-n"]
            processes.append(
                try ChildProcess(
                    [program] + arguments,
                    environment: variables,
                    directory: "/",
                    output: log,
                    errors: log
                )
            )
        }
        guard connection.waitForManagers(compositor: processes.count > 1, while: processes, until: deadline)
        else {
            throw startFailure("openbox", log: "\(directory)/logs/managers.log")
        }
        return processes
    }

    private func startFailure(_ program: String, log: String) -> DesktopError {
        let lines = (Files.text(log) ?? "").split(separator: "\n").suffix(3).joined(separator: " / ")
        let reason = lines.isEmpty ? "it said nothing" : "it said: \(lines)"
        if deadline.hasPassed {
            return DesktopError(.timeout, "\(program) was not ready within \(options.timeout) s; \(reason).")
        }
        return DesktopError(.launchFailed, "\(program) ended while it started; \(reason).")
    }
}
