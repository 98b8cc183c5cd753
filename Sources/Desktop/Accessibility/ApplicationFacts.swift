import Core

/// What stays the same of an application while it runs.
struct ApplicationFacts {
    var pid: Int32 = 0
    var name = ""
    var toolkit = ""
    var version = ""
    /// Where it listens for connections past the bus; empty when nowhere, `nil` until it was asked.
    var address: String?
    /// The actions of each object that was asked, by path and role.
    var actions: [ObjectKey: [String]] = [:]
    /// The labels of each object that was asked, by path and role.
    var labels: [ObjectKey: [AccessibleID]] = [:]
    /// The objects, by path, whose extents were wanted last time.
    var framed: Set<String> = []
    /// The actions of menu entries, which are the same for all of a role.
    var menuActions: [Role: [String]] = [:]

    struct ObjectKey: Hashable {
        var path: String
        var role: Role
    }

    var isGTK: Bool { toolkit.lowercased() == "gtk" }
    var isGTK4: Bool { isGTK && version.hasPrefix("4") }
    var isBrowser: Bool { Self.isBrowser(toolkit) }

    /// Whether a toolkit by its name is a browser's.
    static func isBrowser(_ toolkit: String) -> Bool {
        let name = toolkit.lowercased()
        return ["chrom", "gecko", "electron"].contains { name.hasPrefix($0) }
    }

    /// Seconds for which changes may be held back before the bus hears of them.
    ///
    /// Chromium sends what happened to a page in batches, 75 to 200 ms later.
    var delay: Double { isBrowser ? 0.2 : 0 }
    var isQt: Bool { toolkit.lowercased() == "qt" }
}
