import Dispatch

/// Calls back on a queue whenever a connection has something to read.
///
/// Sources may be used from any thread, as Dispatch documents; its Swift face does not say so.
final class EventPump: @unchecked Sendable {
    private let source: any DispatchSourceRead

    init(_ connection: XConnection, queue: DispatchQueue) {
        source = DispatchSource.makeReadSource(fileDescriptor: connection.descriptor, queue: queue)
        // The handle must outlive the source that watches its socket.
        source.setCancelHandler { withExtendedLifetime(connection) {} }
    }

    deinit { source.cancel() }

    /// Begins to call back.
    func start(_ body: @escaping @Sendable () -> Void) {
        source.setEventHandler(handler: body)
        source.activate()
    }

    /// Stops for good.
    func stop() { source.cancel() }
}
