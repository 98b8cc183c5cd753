import Core

extension ApplicationReader {
    /// Puts the objects in the order of the tree, parents before children.
    func tree() -> AccessibleTree {
        var children: [String: [Int]] = [:]
        for (position, parent) in parents.enumerated() { children[parent, default: []].append(position) }
        var order: [(position: Int, parent: Int?)] = []
        order.reserveCapacity(nodes.count)
        var visited = [Bool](repeating: false, count: nodes.count)
        var stack: [(position: Int, parent: Int?)] = sorted(children[Names.root] ?? []).reversed().map {
            ($0, nil)
        }
        while let next = stack.popLast() {
            // A broken application may report a circle.
            guard !visited[next.position] else { continue }
            visited[next.position] = true
            let place = order.count
            order.append(next)
            for child in sorted(children[nodes[next.position].id.path] ?? []).reversed() {
                stack.append((child, place))
            }
        }
        let menuActions = facts.menuActions
        var arranged = order.map { entry -> AccessibleNode in
            var node = nodes[entry.position]
            node.parent = entry.parent
            if node.actions.isEmpty, !isVisible(node), node.interfaces.contains(.action) {
                node.actions = menuActions[node.role] ?? []
            }
            return node
        }
        for position in arranged.indices.reversed() {
            // A child that is not laid out yet has no size, or one beyond any screen.
            guard let frame = arranged[position].frame, (1..<1 << 16).contains(frame.width),
                (1..<1 << 16).contains(frame.height), let parent = arranged[position].parent,
                spanned.contains(arranged[parent].id.path)
            else { continue }
            arranged[parent].frame = arranged[parent].frame?.union(frame) ?? frame
        }
        return AccessibleTree(
            bus: bus,
            pid: facts.pid,
            application: facts.name,
            toolkit: "\(facts.toolkit) \(facts.version)",
            nodes: arranged,
            problems: problems,
            milliseconds: milliseconds
        )
    }

    private func sorted(_ positions: [Int]) -> [Int] {
        positions.sorted { (nodes[$0].index, $0) < (nodes[$1].index, $1) }
    }
}
