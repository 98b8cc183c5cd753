import CX11
import Core
import Synchronization

/// The two connections that XRecord needs: one that gives the data, one to ask and to stop.
final class RecordingEar: @unchecked Sendable {
    /// What was heard.
    enum Heard {
        case event(TimedEvent)
        /// The combination that ends the recording.
        case stop
    }

    private let data: XConnection
    /// Used by the listening thread for the keymap, and by `stop()`.
    private let control: Mutex<ControlConnection>
    private let context: XRecordContext
    private let translator: EventTranslator
    private var tell: ((Heard) -> Void)?
    private var ready: (() -> Void)?

    private struct ControlConnection: @unchecked Sendable {
        let connection: XConnection
        var isStopped = false
    }

    init(
        display: String,
        authority: String?,
        kinds: InputRecorder.Kinds,
        stop: KeyCombination?
    ) throws {
        let control = try XConnection(display, authority: authority)
        data = try XConnection(display, authority: authority)
        var (major, minor): (Int32, Int32) = (0, 0)
        guard XRecordQueryVersion(control.handle, &major, &minor) != 0 else {
            throw DesktopError(
                .refusedByServer,
                "Display \(display) has no RECORD extension, without which no input can be recorded."
            )
        }
        guard let range = XRecordAllocRange() else {
            throw DesktopError(.refusedByServer, "There is no memory to record display \(display).")
        }
        defer { XFree(range) }
        range.pointee.device_events.first = UInt8(KeyPress)
        range.pointee.device_events.last = UInt8(kinds == .keys ? KeyRelease : MotionNotify)
        var ranges: [UnsafeMutablePointer<XRecordRange>?] = [range]
        var clients: [XRecordClientSpec] = [XRecordClientSpec(XRecordAllClients)]
        context = try control.perform("record its input", synchronize: true) {
            XRecordCreateContext($0, 0, &clients, 1, &ranges, 1)
        }
        guard context != 0 else {
            throw DesktopError(.refusedByServer, "Display \(display) refused to record its input.")
        }
        translator = EventTranslator(stop: stop)
        self.control = Mutex(ControlConnection(connection: control))
    }

    /// Listens until `stop()` or the end of the server; blocks its thread.
    ///
    /// - Parameters:
    ///   - ready: Called when listening has begun.
    ///   - tell: Called for all that is heard.
    func listen(ready: @escaping () -> Void, tell: @escaping (Heard) -> Void) {
        self.tell = tell
        self.ready = ready
        let closure = Unmanaged.passUnretained(self).toOpaque()
        XRecordEnableContext(
            data.handle,
            context,
            { closure, intercepted in
                guard let intercepted else { return }
                defer { XRecordFreeData(intercepted) }
                guard let closure else { return }
                let ear = Unmanaged<RecordingEar>.fromOpaque(UnsafeRawPointer(closure)).takeUnretainedValue()
                ear.hear(intercepted.pointee)
            },
            UnsafeMutableRawPointer(closure).assumingMemoryBound(to: CChar.self)
        )
        self.tell = nil
        self.ready = nil
    }

    /// Ends `listen`; harmless when it has ended.
    func stop() {
        control.withLock { control in
            guard !control.isStopped else { return }
            control.isStopped = true
            _ = try? control.connection.perform("stop recording", synchronize: true) {
                XRecordDisableContext($0, context)
            }
        }
    }

    private func hear(_ intercepted: XRecordInterceptData) {
        if intercepted.category == XRecordStartOfData { ready?() }
        guard intercepted.category == XRecordFromServer, let data = intercepted.data,
            intercepted.data_len * 4 >= 32
        else { return }
        let raw = RawInputEvent(UnsafeRawBufferPointer(start: data, count: 32))
        let heard = control.withLock { control in
            control.isStopped ? nil : translator.translate(raw, on: control.connection)
        }
        if let heard { tell?(heard) }
    }
}
