import Core

/// What stays the same of an application while it runs.
struct ApplicationFacts {
    var pid: Int32 = 0
    var name = ""
    var toolkit = ""
    var version = ""
    /// The actions of each object that was asked, by path and role.
    var actions: [ObjectKey: [String]] = [:]
    /// The labels of each object that was asked, by path and role.
    var labels: [ObjectKey: [AccessibleID]] = [:]
    /// The actions of menu entries, which are the same for all of a role.
    var menuActions: [Role: [String]] = [:]

    struct ObjectKey: Hashable {
        var path: String
        var role: Role
    }

    var isGTK: Bool { toolkit.lowercased() == "gtk" }
    var isGTK4: Bool { isGTK && version.hasPrefix("4") }
    var isQt: Bool { toolkit.lowercased() == "qt" }
}
