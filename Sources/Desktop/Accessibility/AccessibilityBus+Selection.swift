public import Core

extension AccessibilityBus {
    /// An entry of a combo box, list, menu or tab list.
    public struct Option: Hashable, Sendable {
        /// The object.
        public var id: AccessibleID
        /// Its name, as it came.
        public var name: String
        /// Its position in its container, from 0.
        public var index: Int
        /// The container it is a child of.
        public var container: AccessibleID
    }

    /// Lists the options of a container, looking through the menu or list inside a combo box.
    ///
    /// - Throws: `AccessibilityError`.
    public func options(of id: AccessibleID, limit: Int = 300) async throws -> [Option] {
        var containers = [id]
        var depth = 0
        while depth < 3, !containers.isEmpty {
            var next: [AccessibleID] = []
            for container in containers {
                let children = try await children(of: container, limit: limit)
                let found = try await describe(children, in: container)
                if found.contains(where: { Self.optionRoles.contains($0.role) }) {
                    return found.filter { Self.optionRoles.contains($0.role) }.map(\.option)
                }
                next += found.filter { Self.listRoles.contains($0.role) }.map(\.option.id)
            }
            containers = next
            depth += 1
        }
        return []
    }

    /// Chooses a child of a container by its position, from 0 (`Selection.SelectChild`).
    ///
    /// - Throws: `AccessibilityError`.
    public func selectChild(_ index: Int, of id: AccessibleID) async throws {
        try await demand(id, Names.selection, "SelectChild", [.int32(Int32(clamping: index))])
    }

    /// Unselects everything in a container (`Selection.ClearSelection`).
    ///
    /// - Throws: `AccessibilityError`.
    public func clearSelection(of id: AccessibleID) async throws {
        try await demand(id, Names.selection, "ClearSelection")
    }

    /// Returns the names of what is selected in a container, at most 50.
    ///
    /// - Throws: `AccessibilityError`.
    public func selection(of id: AccessibleID) async throws -> [String] {
        let count = try await askProperty(id, Names.selection, "NSelectedChildren") { $0.int32() }
        var names: [String] = []
        for index in 0..<max(0, min(count, 50)) {
            let child = try await ask(id, Names.selection, "GetSelectedChild", [.int32(index)]) { reply in
                var reader = reply.reader
                return reader?.reference().map { AccessibleID(bus: $0.bus, path: $0.path) }
            }
            names.append(try await name(of: child))
        }
        return names
    }

    private static let optionRoles: Set<Role> = [
        .menuItem, .checkMenuItem, .radioMenuItem, .listItem, .tableCell, .treeItem, .pageTab, .icon,
        .radioButton, .toggleButton,
    ]

    private static let listRoles: Set<Role> = [
        .menu, .popupMenu, .listBox, Role("list"), Role("tree"), .table, .treeTable, .window, .filler, .panel,
        .scrollPane, Role("viewport"), Role("layered pane"),
    ]

    private func describe(_ children: [AccessibleID], in container: AccessibleID) async throws
        -> [(option: Option, role: Role)]
    {
        try await withThrowingTaskGroup(of: (Option, Role)?.self) { group in
            for (index, child) in children.enumerated() {
                group.addTask {
                    guard let state = try? await self.state(of: child) else { return nil }
                    return (
                        Option(id: child, name: state.name, index: index, container: container), state.role
                    )
                }
            }
            var found: [(option: Option, role: Role)] = []
            for try await entry in group { if let entry { found.append(entry) } }
            return found.sorted { $0.option.index < $1.option.index }
        }
    }
}
