public import Core

/// Something an object offers to do (`org.a11y.atspi.Action`).
public struct AccessibleAction: Hashable, Sendable {
    /// What it is called, in lower case: "click", "press", "toggle".
    public var name: String
    /// What it does, where the application says.
    public var description: String
    /// The keys that do the same, as the toolkit writes them: "n;<Alt>f:n;<Primary>n".
    public var keys: String
}

extension AccessibilityBus {
    /// Returns the actions an object offers, in its order.
    ///
    /// - Throws: `AccessibilityError`; `unsupported` when it has no actions at all.
    public func actions(of id: AccessibleID) async throws -> [AccessibleAction] {
        var found = try await listed(of: id)
        // Chromium gives a name only to who asks for it alone.
        for index in found.indices where found[index].name.isEmpty {
            let name = try await ask(id, Names.action, "GetName", [.int32(Int32(index))]) { reply in
                var reader = reply.reader
                return reader?.string()
            }
            found[index].name = name.lowercased()
        }
        return found
    }

    private func listed(of id: AccessibleID) async throws -> [AccessibleAction] {
        try await ask(id, Names.action, "GetActions") { reply in
            guard var reader = reply.reader, var list = reader.enter() else { return nil }
            var found: [AccessibleAction] = []
            while list.type == BusType.structure, var entry = list.enter() {
                let name = entry.string() ?? ""
                let description = entry.string() ?? ""
                let keys = entry.string() ?? ""
                found.append(AccessibleAction(name: name.lowercased(), description: description, keys: keys))
            }
            return found
        }
    }

    /// Performs an action by its name, compared without case.
    ///
    /// By name and never by number: the first action of a GTK 4 text view deletes a line.
    /// An action that opens a modal dialog may not answer before the dialog closes; the thrown
    /// `timeout` then says nothing about whether it worked.
    ///
    /// - Throws: `AccessibilityError`; `unsupported` when it offers no action of that name,
    ///   `refused` when it says that it did not do it.
    public func perform(_ action: String, on id: AccessibleID, timeout: Double = 1) async throws {
        let offered = try await actions(of: id)
        guard let index = offered.firstIndex(where: { $0.name == action.lowercased() }) else {
            let names = offered.map(\.name).joined(separator: ", ")
            throw AccessibilityError(
                .unsupported,
                "\(id.path) of \(id.bus) offers no action \"\(action)\", only: \(names.isEmpty ? "none" : names)"
            )
        }
        try await demand(id, Names.action, "DoAction", [.int32(Int32(index))], timeout: timeout)
    }

    /// Gives an object the keyboard (`Component.GrabFocus`).
    ///
    /// - Throws: `AccessibilityError`; GTK 4 refuses it.
    public func grabFocus(_ id: AccessibleID) async throws {
        try await demand(id, Names.component, "GrabFocus")
    }

    /// Scrolls an object into view (`Component.ScrollTo`, anywhere).
    ///
    /// - Throws: `AccessibilityError`; many objects do not support it.
    public func scrollTo(_ id: AccessibleID) async throws {
        // ATSPI_SCROLL_ANYWHERE
        try await demand(id, Names.component, "ScrollTo", [.uint32(6)])
    }

    /// Sends a call that answers whether it did what was asked, and takes no for an error.
    func demand(
        _ id: AccessibleID,
        _ interface: String,
        _ member: String,
        _ arguments: [BusArgument] = [],
        timeout: Double = 2
    ) async throws {
        let done = try await ask(id, interface, member, arguments, timeout: timeout) { reply -> Bool in
            // Qt's DoAction and some setters answer nothing at all.
            guard var reader = reply.reader else { return true }
            return reader.boolean() ?? true
        }
        guard done else {
            throw AccessibilityError(.refused, "\(id.path) of \(id.bus) answered that it did not \(member)")
        }
    }
}
