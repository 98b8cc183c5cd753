import Core

/// Reads the tree of one application with all its calls in flight at once.
///
/// First `Cache.GetItems`, which holds most objects of a GTK or LibreOffice application; then,
/// as answers come in, whatever it left out; then what only visible objects are asked for.
/// It lives until its group of calls ends, and runs on the bus's thread only.
final class ApplicationReader {
    let bus: String
    let connection: BusConnection
    let options: TreeReadOptions
    var facts: ApplicationFacts
    var nodes: [AccessibleNode] = []
    /// The parent of each node by path, until the tree is put together.
    var parents: [String] = []
    /// The position in `nodes` of each path.
    var positions: [String: Int] = [:]
    /// How many children of each path are known.
    var known: [String: Int] = [:]
    /// Paths whose children have been asked for.
    var expanded: Set<String> = []
    /// Menu entries nobody sees, by role, until one of them has told the actions of them all.
    var unseenEntries: [Role: [Int]] = [:]
    var parentsOfRootPanes: Set<String> = []
    /// The containers, by path, whose frame is what spans their children.
    var spanned: Set<String> = []
    /// The objects, by path, whose extents are wanted, were asked for, and have come.
    var framed: Set<String> = []
    var askedForFrame: Set<String> = []
    var frames: [String: Rect] = [:]
    /// Top-level objects, in the order the application gives.
    var roots: [String] = []
    var problems: [String] = []
    var isGone = false
    private var group: CallGroup?
    private var meter: WorkMeter?
    private let started = monotonicSeconds()

    /// Milliseconds since the reading began.
    var milliseconds: Double { (monotonicSeconds() - started) * 1000 }

    init(bus: String, connection: BusConnection, facts: ApplicationFacts?, options: TreeReadOptions) {
        self.bus = bus
        self.connection = connection
        self.facts = facts ?? ApplicationFacts()
        self.options = options
    }

    /// Starts reading; the completion runs once, on the bus's thread.
    func start(_ completion: @escaping (AccessibleTree, ApplicationFacts) -> Void) {
        let wasSilent = connection.silent.contains(bus)
        let group = CallGroup(
            // One that owed an answer already gets only the time of a round trip to prove it lives.
            silence: wasSilent ? min(options.silence, 0.03) : options.silence,
            limit: options.limit,
            patience: wasSilent ? 0 : options.patience
        ) { end in
            self.ended(end)
            self.facts.framed = self.framed
            completion(self.tree(), self.facts)
            self.group = nil
        }
        group.isAtWork = { self.hasWorked() }
        self.group = group
        if ProcessState(of: facts.pid).isHalted {
            group.finish(.silent)
            return
        }
        if wasSilent {
            property("Name", of: Names.accessible, at: Names.root) { reader in
                if reader != nil { self.readApplication() }
            }
        } else {
            readApplication()
        }
        connection.finishIfIdle(group)
    }

    private func hasWorked() -> Bool {
        if ProcessState(of: facts.pid).isHalted { return false }
        // The process is known only from the bus's first answers on.
        guard meter != nil else {
            meter = WorkMeter(facts.pid)
            return true
        }
        return meter?.hasWorked() ?? false
    }

    private func readApplication() {
        if facts.pid == 0 { readProcess() }
        if facts.address == nil {
            call(Names.root, Names.application, "GetApplicationBusAddress") { reply in
                var reader = reply.reader
                self.facts.address = reader?.string() ?? ""
            }
        }
        property("Name", of: Names.accessible, at: Names.root) { reader in
            self.facts.name = reader?.string() ?? self.facts.name
        }
        if facts.toolkit.isEmpty {
            property("ToolkitName", of: Names.application, at: Names.root) { reader in
                self.facts.toolkit = reader?.string() ?? ""
            }
            property("Version", of: Names.application, at: Names.root) { reader in
                self.facts.version = reader?.string() ?? ""
            }
        }
        call(Names.cachePath, Names.cache, "GetItems") { reply in self.readCache(reply) }
        askForKnownFrames()
        // After the cache, so that most of its answer is known already.
        call(Names.root, Names.accessible, "GetChildren") { reply in
            var reader = reply.reader
            let children = reader?.references() ?? []
            self.roots = children.filter { !$0.isNull && $0.bus == self.bus }.map(\.path)
            for (index, path) in self.roots.enumerated() { self.fetch(path, parent: Names.root, index) }
            self.fillGaps()
        }
    }

    private func readProcess() {
        let query = BusCall(
            destination: "org.freedesktop.DBus",
            path: "/org/freedesktop/DBus",
            interface: "org.freedesktop.DBus",
            member: "GetConnectionUnixProcessID",
            arguments: [.string(bus)]
        )
        guard let group else { return }
        connection.send(query, in: group) { reply in
            var reader = reply.reader
            self.facts.pid = Int32(clamping: reader?.uint32() ?? 0)
        }
    }

    /// Sends a call to an object of the application.
    func call(
        _ path: String,
        _ interface: String,
        _ member: String,
        _ arguments: [BusArgument] = [],
        then handler: @escaping (BusReply) -> Void
    ) {
        guard let group else { return }
        let call = BusCall(
            destination: bus,
            path: path,
            interface: interface,
            member: member,
            arguments: arguments
        )
        connection.send(call, direct: true, in: group) { reply in
            if case .failure(let name, _) = reply, Self.endings.contains(name) { self.isGone = true }
            handler(reply)
        }
    }

    /// Reads a property of an object; the handler gets `nil` when it has none.
    func property(
        _ name: String,
        of interface: String,
        at path: String,
        then handler: @escaping (inout BusReader?) -> Void
    ) {
        call(path, "org.freedesktop.DBus.Properties", "Get", [.string(interface), .string(name)]) { reply in
            var reader = reply.property
            handler(&reader)
        }
    }

    /// The errors by which the bus says that an application is no longer there.
    private static let endings: Set<String> = [
        "org.freedesktop.DBus.Error.ServiceUnknown", "org.freedesktop.DBus.Error.NameHasNoOwner",
        "org.freedesktop.DBus.Error.NoReply", "org.freedesktop.DBus.Error.Disconnected",
    ]

    private func ended(_ end: CallGroup.End) {
        switch end {
        case .answered:
            if isGone {
                problems.append("it ended while it was read")
            } else if let address = facts.address {
                // It has just answered, so that connecting does not wait for it.
                connection.openLine(to: bus, address: address)
            }
        case .silent:
            connection.silent.insert(bus)
            problems.append("it does not answer (stopped or busy); what it shows is missing or incomplete")
        case .late:
            problems.append("it was not read to the end within \(options.limit) s")
        case .disconnected:
            problems.append("the accessibility bus has gone")
        }
    }
}
