import CX11

extension Display {
    /// The text that an application offers; `nil` when none does.
    ///
    /// - Parameter seconds: How long the owner may take to give it.
    /// - Throws: `timeout` when the owner does not answer; `displayLost`.
    public func read(_ clipboard: Clipboard = .clipboard, within seconds: Double = 2) async throws -> String?
    {
        let selection = connection.atom(clipboard.selection)
        if let own = self.clipboard.offered[selection] { return String(decoding: own, as: UTF8.self) }
        let owner = try connection.perform("tell who owns the clipboard") {
            XGetSelectionOwner($0, selection)
        }
        guard owner != 0 else { return nil }
        let window = try clipboardWindow()
        self.clipboard.count += 1
        // A property of its own, so that a late answer to an earlier question is not taken for ours.
        let property = connection.atom("LAM_SELECTION_\(self.clipboard.count % 16)")
        self.clipboard.readings[property] = .asked
        defer { self.clipboard.readings[property] = nil }
        let target = connection.atom("UTF8_STRING")
        try connection.perform("read the clipboard", synchronize: true) {
            XConvertSelection($0, selection, target, property, window, Time(CurrentTime))
        }
        let isOver = try await wait(within: seconds) { display in
            if case .over = display.clipboard.readings[property] { true } else { false }
        }
        guard isOver, case .over(let bytes) = self.clipboard.readings[property] else {
            throw DesktopError(
                .timeout,
                "The application that owns the \(clipboard.rawValue) selection did not give it in \(seconds) s."
            )
        }
        return bytes.map { String(decoding: $0, as: UTF8.self) }
    }

    /// Offers a text to other applications, for as long as this connection lives.
    ///
    /// - Throws: `badArgument` for a text too large for one request; `displayLost`, `refusedByServer`.
    public func write(_ text: String, to clipboard: Clipboard = .clipboard) throws {
        let limit =
            max(XExtendedMaxRequestSize(connection.handle), XMaxRequestSize(connection.handle)) * 4 - 64
        guard text.utf8.count <= limit else {
            throw DesktopError(
                .badArgument,
                "A text of \(text.utf8.count) bytes does not fit the clipboard; \(limit) do."
            )
        }
        let window = try clipboardWindow()
        let selection = connection.atom(clipboard.selection)
        self.clipboard.offered[selection] = Array(text.utf8)
        let owner = try connection.perform("own the clipboard", synchronize: true) { handle -> XID in
            XSetSelectionOwner(handle, selection, window, Time(CurrentTime))
            return XGetSelectionOwner(handle, selection)
        }
        guard owner == window else {
            self.clipboard.offered[selection] = nil
            throw DesktopError(.refusedByServer, "Display \(name) did not let us own the clipboard.")
        }
    }

    private func clipboardWindow() throws -> XID {
        if clipboard.window != 0 { return clipboard.window }
        let root = connection.root
        let window = try connection.perform("make a window", synchronize: true) { handle -> XID in
            let window = XCreateSimpleWindow(handle, root, -10, -10, 1, 1, 0, 0, 0)
            XSelectInput(handle, window, Int(PropertyChangeMask))
            return window
        }
        clipboard.window = window
        return window
    }
}

extension Display {
    /// Takes in an event about a selection.
    func handleSelection(_ event: XEvent) {
        switch event.type {
        case SelectionClear:
            clipboard.offered[event.xselectionclear.selection] = nil
        case SelectionRequest:
            answer(event.xselectionrequest)
        case SelectionNotify:
            let notice = event.xselection
            if notice.property == 0 {
                // The refusal does not say which property it was for; the asking order is kept.
                let waiting = clipboard.readings.filter { if case .asked = $0.value { true } else { false } }
                for property in waiting.keys { clipboard.readings[property] = .over(nil) }
            } else if clipboard.readings[notice.property] != nil {
                take(notice.property)
            }
            changed()
        default: break
        }
    }

    /// Takes in a change of a property of our own window: the next piece of a long text.
    ///
    /// - Returns: Whether the event was one.
    func handlesClipboardProperty(_ event: XPropertyEvent) -> Bool {
        guard clipboard.window != 0, event.window == clipboard.window else { return false }
        if event.state == PropertyNewValue, case .pieces(let sofar) = clipboard.readings[event.atom] {
            let piece =
                connection.property(connection.name(of: event.atom), of: clipboard.window)?.bytes ?? []
            XDeleteProperty(connection.handle, clipboard.window, event.atom)
            XFlush(connection.handle)
            clipboard.readings[event.atom] = piece.isEmpty ? .over(sofar) : .pieces(sofar + piece)
            changed()
        }
        return true
    }

    private func take(_ property: Atom) {
        let value = connection.property(connection.name(of: property), of: clipboard.window)
        let isLong = value?.type == connection.atom("INCR")
        clipboard.readings[property] = isLong ? .pieces([]) : .over(value?.bytes)
        // The owner of a long text waits for this before it sends the first piece.
        XDeleteProperty(connection.handle, clipboard.window, property)
        XFlush(connection.handle)
    }

    /// Gives another application what we offer, or says that we have not got it.
    private func answer(_ request: XSelectionRequestEvent) {
        var notice = XEvent()
        notice.xselection.type = SelectionNotify
        notice.xselection.requestor = request.requestor
        notice.xselection.selection = request.selection
        notice.xselection.target = request.target
        notice.xselection.time = request.time
        notice.xselection.property = 0
        // Obsolete clients name no property and mean the target's (ICCCM §2.2).
        let property = request.property == 0 ? request.target : request.property
        let texts = ["UTF8_STRING", "text/plain;charset=utf-8"].map(connection.atom)
        if let bytes = clipboard.offered[request.selection] {
            if request.target == connection.atom("TARGETS") {
                let targets = [connection.atom("TARGETS")] + texts
                targets.withUnsafeBytes { bytes in
                    _ = XChangeProperty(
                        connection.handle,
                        request.requestor,
                        property,
                        Atom(XA_ATOM),
                        32,
                        PropModeReplace,
                        bytes.bindMemory(to: UInt8.self).baseAddress,
                        Int32(targets.count)
                    )
                }
                notice.xselection.property = property
            } else if texts.contains(request.target) {
                XChangeProperty(
                    connection.handle,
                    request.requestor,
                    property,
                    request.target,
                    8,
                    PropModeReplace,
                    bytes,
                    Int32(bytes.count)
                )
                notice.xselection.property = property
            }
        }
        XSendEvent(connection.handle, request.requestor, 0, 0, &notice)
        // The asker may be gone; that is its affair.
        try? connection.perform("answer a request for the clipboard", synchronize: true) { _ in }
    }
}
