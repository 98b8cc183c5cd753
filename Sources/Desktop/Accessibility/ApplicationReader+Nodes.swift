import Core

extension ApplicationReader {
    /// Takes the objects of `Cache.GetItems`, in the old form (a list of children) or the new.
    func readCache(_ reply: BusReply) {
        guard var reader = reply.reader, var items = reader.enter() else { return }
        while items.type == BusType.structure, var item = items.enter() {
            guard let reference = item.reference(), item.reference() != nil,
                let parent = item.reference(), reference.bus == bus, reference.path != Names.root
            else { continue }
            var index = 0
            var childCount = -1
            if item.type == BusType.array {
                childCount = item.references()?.count ?? -1
            } else {
                index = Int(item.int32() ?? 0)
                childCount = Int(item.int32() ?? -1)
            }
            guard let interfaces = item.interfaces(), let name = item.string(), let role = item.uint32(),
                let description = item.string(), let states = item.states()
            else { continue }
            add(
                AccessibleNode(
                    id: AccessibleID(bus: bus, path: reference.path),
                    parent: nil,
                    index: index,
                    role: Role(number: role),
                    name: name,
                    description: description,
                    states: States(rawValue: states),
                    interfaces: interfaces,
                    childCount: childCount,
                    actions: [],
                    labelledBy: []
                ),
                parent: parent.path
            )
        }
        for position in nodes.indices { detail(position) }
    }

    private func add(_ node: AccessibleNode, parent: String) {
        guard positions[node.id.path] == nil, nodes.count < options.maximumNodes else { return }
        positions[node.id.path] = nodes.count
        nodes.append(node)
        parents.append(parent)
        known[parent, default: 0] += 1
        if node.role == Role("root pane") { parentsOfRootPanes.insert(parent) }
    }

    /// Asks for the children the cache left out, of what is on the screen or could be planned with.
    func fillGaps() {
        for position in nodes.indices { expandIfIncomplete(position) }
    }

    private func expandIfIncomplete(_ position: Int) {
        let node = nodes[position]
        let known = known[node.id.path] ?? 0
        guard node.childCount != 0, node.childCount < 0 || node.childCount > known else { return }
        guard wantsChildren(node, known: known) else { return }
        expand(position)
    }

    private func wantsChildren(_ node: AccessibleNode, known: Int) -> Bool {
        if isVisible(node) { return true }
        // An unopened menu's items make a path; GTK 3 caches them, with a count of -1.
        if Role.menuEntries.contains(node.role) || Self.menus.contains(node.role) { return known == 0 }
        return false
    }

    private static let menus: Set<Role> = [.menuBar, .popupMenu]

    /// Whether a user can see the object, as far as its states tell.
    ///
    /// GTK 4 sets SHOWING on its windows only.
    func isVisible(_ node: AccessibleNode) -> Bool {
        node.states.contains(.showing) || (facts.isGTK4 && node.states.contains(.visible))
    }

    private func expand(_ position: Int) {
        let node = nodes[position]
        guard expanded.insert(node.id.path).inserted else { return }
        if node.childCount >= 0 {
            askForChildren(position, count: node.childCount)
            return
        }
        property("ChildCount", of: Names.accessible, at: node.id.path) { reader in
            // Qt sends the count as an int too; anything negative means that nobody knows.
            let count = Int(reader?.int32() ?? 0)
            self.nodes[position].childCount = count
            if count > self.known[node.id.path] ?? 0 { self.askForChildren(position, count: count) }
        }
    }

    private func askForChildren(_ position: Int, count: Int) {
        let path = nodes[position].id.path
        guard count <= options.maximumChildren else {
            // Asking LibreOffice Calc for the children of its sheet makes it build 2^31 of them.
            probe(position)
            return
        }
        call(path, Names.accessible, "GetChildren") { reply in
            guard var reader = reply.reader, let children = reader.references() else { return }
            for (index, child) in children.prefix(self.options.maximumChildren).enumerated()
            where !child.isNull && child.bus == self.bus {
                self.fetch(child.path, parent: path, index)
            }
        }
    }

    /// Makes room for an object that is yet to be read; `nil` when it is known or there are too many.
    func addEmpty(_ path: String, role: Role, parent: String, _ index: Int) -> Int? {
        guard positions[path] == nil, nodes.count < options.maximumNodes else { return nil }
        let node = AccessibleNode(
            id: AccessibleID(bus: bus, path: path),
            parent: nil,
            index: index,
            role: role,
            name: "",
            description: "",
            states: [],
            interfaces: [],
            childCount: 0,
            actions: [],
            labelledBy: []
        )
        add(node, parent: parent)
        return nodes.count - 1
    }

    /// Puts a known object under the object that lists it as a child, where the cache was less exact.
    ///
    /// LibreOffice's cache hangs the root of its own widgets beside the panel it is drawn in.
    private func adopt(_ path: String, by parent: String) {
        guard let position = positions[path], parents[position] != parent, path != parent else { return }
        let old = parents[position]
        guard positions[old] == nil || isAncestor(old, of: parent) else { return }
        parents[position] = parent
        known[old, default: 1] -= 1
        known[parent, default: 0] += 1
    }

    private func isAncestor(_ path: String, of other: String) -> Bool {
        var next = other
        for _ in 0..<64 {
            guard let position = positions[next] else { return false }
            next = parents[position]
            if next == path { return true }
        }
        return false
    }

    /// Reads an object that the cache does not have.
    func fetch(_ path: String, parent: String, _ index: Int) {
        guard let position = addEmpty(path, role: Role("invalid"), parent: parent, index) else {
            adopt(path, by: parent)
            return
        }
        property("Name", of: Names.accessible, at: path) { reader in
            self.nodes[position].name = reader?.string() ?? ""
        }
        property("Description", of: Names.accessible, at: path) { reader in
            self.nodes[position].description = reader?.string() ?? ""
        }
        property("ChildCount", of: Names.accessible, at: path) { reader in
            self.nodes[position].childCount = Int(reader?.int32() ?? 0)
        }
        call(path, Names.accessible, "GetRole") { reply in
            var reader = reply.reader
            self.nodes[position].role = Role(number: reader?.uint32() ?? 0)
        }
        call(path, Names.accessible, "GetInterfaces") { reply in
            var reader = reply.reader
            self.nodes[position].interfaces = reader?.interfaces() ?? []
        }
        // Answers of one application come in the order of the calls, so this one is the last.
        call(path, Names.accessible, "GetState") { reply in
            var reader = reply.reader
            self.nodes[position].states = States(rawValue: reader?.states() ?? 0)
            self.detail(position)
            self.expandIfIncomplete(position)
        }
    }
}
