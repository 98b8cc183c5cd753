public import Core

extension AccessibilityBus {
    /// Replaces the text of an input (`EditableText.SetTextContents`).
    ///
    /// - Throws: `AccessibilityError`; `refused` for inputs that may not be edited.
    public func setText(_ text: String, of id: AccessibleID) async throws {
        try await demand(id, Names.editableText, "SetTextContents", [.string(text)])
    }

    /// Inserts text before a character of an input, counted from 0 (`EditableText.InsertText`).
    ///
    /// - Throws: `AccessibilityError`.
    public func insertText(_ text: String, at offset: Int, in id: AccessibleID) async throws {
        // GTK counts the length in bytes; Qt in UTF-16 units, and a wrong number destroys the text.
        let isQt = try await toolkit(of: id.bus).lowercased() == "qt"
        let length = isQt ? text.utf16.count : text.utf8.count
        try await demand(
            id,
            Names.editableText,
            "InsertText",
            [.int32(Int32(clamping: offset)), .string(text), .int32(Int32(clamping: length))]
        )
    }

    /// Deletes characters of an input (`EditableText.DeleteText`).
    ///
    /// - Throws: `AccessibilityError`.
    public func deleteText(_ range: Range<Int>, in id: AccessibleID) async throws {
        let (start, end) = (Int32(clamping: range.lowerBound), Int32(clamping: range.upperBound))
        try await demand(id, Names.editableText, "DeleteText", [.int32(start), .int32(end)])
    }

    /// Moves the caret before a character, counted from 0 (`Text.SetCaretOffset`).
    ///
    /// - Throws: `AccessibilityError`.
    public func setCaret(_ offset: Int, in id: AccessibleID) async throws {
        try await demand(id, Names.text, "SetCaretOffset", [.int32(Int32(clamping: offset))])
    }

    /// Returns the character the caret is before, counted from 0.
    ///
    /// - Throws: `AccessibilityError`.
    public func caret(in id: AccessibleID) async throws -> Int {
        try await askProperty(id, Names.text, "CaretOffset") { reader in reader.int32().map(Int.init) }
    }

    /// Returns the characters that are selected, counted from 0; empty when none are.
    ///
    /// - Throws: `AccessibilityError`.
    public func selectedRange(of id: AccessibleID) async throws -> Range<Int> {
        try await ask(id, Names.text, "GetSelection", [.int32(0)]) { reply in
            guard var reader = reply.reader, let start = reader.int32(), let end = reader.int32() else {
                return nil
            }
            return start >= 0 && end > start ? Int(start)..<Int(end) : 0..<0
        }
    }

    /// Reads text, at most `limit` characters of it; nothing from a password field.
    ///
    /// - Throws: `AccessibilityError`.
    public func text(of id: AccessibleID, limit: Int = 100_000) async throws -> String {
        guard try await role(of: id) != .passwordText else { return "" }
        let count = try await askProperty(id, Names.text, "CharacterCount") { reader in reader.int32() }
        guard count > 0 else { return "" }
        let end = min(count, Int32(clamping: limit))
        return try await ask(id, Names.text, "GetText", [.int32(0), .int32(end)]) { reply in
            var reader = reply.reader
            return reader?.string()
        }
    }

    /// Sets the number of a slider, spin button or the like (`Value.CurrentValue`).
    ///
    /// - Throws: `AccessibilityError`.
    public func setValue(_ number: Double, of id: AccessibleID) async throws {
        _ = try await ask(
            id,
            "org.freedesktop.DBus.Properties",
            "Set",
            [.string(Names.value), .string("CurrentValue"), .variantDouble(number)]
        ) { _ in true }
    }

    /// The number of an object and the range it may be in.
    public struct NumberRange: Hashable, Sendable {
        /// The number now.
        public var current: Double
        /// The smallest it may be.
        public var minimum: Double
        /// The largest it may be.
        public var maximum: Double
    }

    /// Reads the number of an object and its range (`org.a11y.atspi.Value`).
    ///
    /// - Throws: `AccessibilityError`.
    public func value(of id: AccessibleID) async throws -> NumberRange {
        NumberRange(
            current: try await askProperty(id, Names.value, "CurrentValue") { $0.double() },
            minimum: try await askProperty(id, Names.value, "MinimumValue") { $0.double() },
            maximum: try await askProperty(id, Names.value, "MaximumValue") { $0.double() }
        )
    }

    private func toolkit(of bus: String) async throws -> String {
        if let known = applications[bus], !known.toolkit.isEmpty { return known.toolkit }
        let root = AccessibleID(bus: bus, path: Names.root)
        return try await askProperty(root, Names.application, "ToolkitName") { $0.string() }
    }
}
