public import Core

/// What an object is at this moment, read afresh.
public struct AccessibleState: Hashable, Sendable {
    /// Its role.
    public var role: Role
    /// Its accessible name, as it came.
    public var name: String
    /// Its states.
    public var states: States
}

extension AccessibilityBus {
    /// Reads role, name and states of an object, to see whether it still is what it was.
    ///
    /// - Throws: `AccessibilityError`; `gone` when it is no longer there.
    public func state(of id: AccessibleID) async throws -> AccessibleState {
        // Three calls in flight at once.
        async let name = askProperty(id, Names.accessible, "Name") { $0.string() }
        async let role = role(of: id)
        async let states = ask(id, Names.accessible, "GetState") { reply in
            var reader = reply.reader
            return reader?.states()
        }
        return try await AccessibleState(role: role, name: name, states: States(rawValue: states))
    }

    /// Reads the role of an object.
    ///
    /// - Throws: `AccessibilityError`.
    public func role(of id: AccessibleID) async throws -> Role {
        try await ask(id, Names.accessible, "GetRole") { reply in
            var reader = reply.reader
            return reader?.uint32().map { Role(number: $0) }
        }
    }

    /// Reads the extents of an object in its application's screen coordinates.
    ///
    /// GTK 4 applications answer relative to their window; the frames of an observation do not.
    /// - Throws: `AccessibilityError`.
    public func extents(of id: AccessibleID) async throws -> Rect {
        try await ask(id, Names.component, "GetExtents", [.uint32(0)]) { reply in
            guard var reader = reply.reader, var inner = reader.enter(), let x = inner.int32(),
                let y = inner.int32(), let width = inner.int32(), let height = inner.int32()
            else { return nil }
            return Rect(x: Int(x), y: Int(y), width: Int(width), height: Int(height))
        }
    }

    /// Reads the children of an object, at most `limit`; none of a table too large to ask for all.
    ///
    /// - Throws: `AccessibilityError`.
    public func children(of id: AccessibleID, limit: Int = 500) async throws -> [AccessibleID] {
        let count = try await askProperty(id, Names.accessible, "ChildCount") { $0.int32() }
        // A spreadsheet builds 2^31 children when it is asked for them.
        guard count > 0, count <= 20_000 else { return [] }
        let found = try await ask(id, Names.accessible, "GetChildren") { reply -> [AccessibleID]? in
            var reader = reply.reader
            return reader?.references()?.filter { !$0.isNull }.map {
                AccessibleID(bus: $0.bus, path: $0.path)
            }
        }
        return Array(found.prefix(limit))
    }

    /// Reads the accessible name of an object.
    ///
    /// - Throws: `AccessibilityError`.
    public func name(of id: AccessibleID) async throws -> String {
        try await askProperty(id, Names.accessible, "Name") { $0.string() }
    }
}
