import Core

extension AccessibilityBus {
    /// Reads the trees of all applications on the bus, all at the same time.
    ///
    /// An application that gives no answer for `options.silence` seconds is given up and its tree
    /// says so; it never delays the others. Applications come in the order they registered.
    ///
    /// - Throws: `AccessibilityError` when the bus or its registry is gone.
    public func trees(_ options: TreeReadOptions = TreeReadOptions()) async throws -> [AccessibleTree] {
        let connection = try connection
        if !isRegistered { register(on: connection) }
        let children = await withCheckedContinuation { continuation in
            registered(connection) { continuation.resume(returning: $0) }
        }
        guard let children else {
            throw AccessibilityError(.timeout, "the accessibility registry does not answer")
        }
        var buses: [String] = []
        for child in children where !child.isNull && child.bus != connection.name {
            if !buses.contains(child.bus) { buses.append(child.bus) }
        }
        applications = applications.filter { buses.contains($0.key) }
        connection.silent.formIntersection(buses)
        connection.keepLines(to: buses)
        return await withCheckedContinuation { continuation in
            readAll(buses, connection, options) { continuation.resume(returning: $0) }
        }
    }

    /// Reads the tree of one application.
    ///
    /// - Throws: `AccessibilityError` when the bus is gone.
    public func tree(of bus: String, _ options: TreeReadOptions = TreeReadOptions()) async throws
        -> AccessibleTree
    {
        let connection = try connection
        let trees = await withCheckedContinuation { continuation in
            readAll([bus], connection, options) { continuation.resume(returning: $0) }
        }
        guard let tree = trees.first else { throw AccessibilityError(.gone, "\(bus) has left the bus") }
        return tree
    }

    private func registered(
        _ connection: BusConnection,
        _ completion: @escaping ([AccessibleReference]?) -> Void
    ) {
        var found: [AccessibleReference]?
        let group = CallGroup(silence: 1, limit: 1) { _ in completion(found) }
        let call = BusCall(
            destination: Names.registry,
            path: Names.root,
            interface: Names.accessible,
            member: "GetChildren"
        )
        connection.send(call, in: group) { reply in
            var reader = reply.reader
            found = reader?.references()
        }
    }

    private func readAll(
        _ buses: [String],
        _ connection: BusConnection,
        _ options: TreeReadOptions,
        _ completion: @escaping ([AccessibleTree]) -> Void
    ) {
        guard !buses.isEmpty else { return completion([]) }
        let collection = TreeCollection(count: buses.count, completion)
        for (position, bus) in buses.enumerated() {
            let reader = ApplicationReader(
                bus: bus,
                connection: connection,
                facts: applications[bus],
                options: options
            )
            reader.start { tree, facts in
                self.applications[bus] = facts
                collection.put(tree, at: position)
            }
        }
    }
}

/// Trees that come in any order, handed over when the last one is there.
private final class TreeCollection {
    private var trees: [AccessibleTree?]
    private var left: Int
    private let completion: ([AccessibleTree]) -> Void

    init(count: Int, _ completion: @escaping ([AccessibleTree]) -> Void) {
        trees = Array(repeating: nil, count: count)
        left = count
        self.completion = completion
    }

    func put(_ tree: AccessibleTree, at position: Int) {
        trees[position] = tree
        left -= 1
        if left == 0 { completion(trees.compactMap { $0 }) }
    }
}
