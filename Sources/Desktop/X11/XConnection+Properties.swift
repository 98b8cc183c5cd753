import CX11

extension XConnection {
    /// Reads a property as raw bytes, or as words of 32 bits where it has that format.
    ///
    /// - Returns: `nil` when the window has no such property, or is gone.
    func property(_ name: String, of window: XID) -> XProperty? {
        guard !isLost else { return nil }
        var type: Atom = 0
        var format: Int32 = 0
        var count: UInt = 0
        var left: UInt = 0
        var data: UnsafeMutablePointer<UInt8>?
        let result = XGetWindowProperty(
            handle,
            window,
            atom(name),
            0,
            1 << 20,
            0,
            Atom(AnyPropertyType),
            &type,
            &format,
            &count,
            &left,
            &data
        )
        guard result == 0, !isLost, let data else { return nil }
        defer { XFree(data) }
        guard type != 0 else { return nil }
        switch format {
        case 8:
            return XProperty(
                type: type,
                bytes: Array(UnsafeBufferPointer(start: data, count: Int(count))),
                words: []
            )
        case 32:
            // Xlib widens words of 32 bits to the platform's long.
            let words = data.withMemoryRebound(to: UInt.self, capacity: Int(count)) { pointer in
                UnsafeBufferPointer(start: pointer, count: Int(count)).map { UInt32(truncatingIfNeeded: $0) }
            }
            return XProperty(type: type, bytes: [], words: words)
        default:
            return XProperty(type: type, bytes: [], words: [])
        }
    }

    /// Reads a property that holds words; empty when there is none.
    func words(_ name: String, of window: XID) -> [UInt32] { property(name, of: window)?.words ?? [] }

    /// Reads a property that holds text; `nil` when there is none.
    ///
    /// `STRING` is Latin-1 (ICCCM §2.7.1); every other type is taken for UTF-8.
    func text(_ name: String, of window: XID) -> String? {
        guard let property = property(name, of: window) else { return nil }
        if property.type == XA_STRING {
            return String(String.UnicodeScalarView(property.bytes.map { Unicode.Scalar($0) }))
        }
        return String(decoding: property.bytes, as: UTF8.self)
    }

    /// Writes a property that holds text.
    func setText(_ text: String, property name: String, of window: XID) {
        guard !isLost else { return }
        let bytes = Array(text.utf8)
        XChangeProperty(
            handle,
            window,
            atom(name),
            Atom(XA_STRING),
            8,
            PropModeReplace,
            bytes,
            Int32(bytes.count)
        )
    }
}

/// The value of a window's property.
struct XProperty {
    /// The atom of its type.
    var type: Atom
    /// The value, where its format is 8.
    var bytes: [UInt8]
    /// The value, where its format is 32.
    var words: [UInt32]
}
