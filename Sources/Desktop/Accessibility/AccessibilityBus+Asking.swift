import Core

extension AccessibilityBus {
    /// Sends one call to an object and reads its answer.
    ///
    /// - Throws: `AccessibilityError`: `timeout`, `gone`, `unsupported`, `malformed` when `read`
    ///   finds nothing, or `connection`.
    func ask<Value: Sendable>(
        _ id: AccessibleID,
        _ interface: String,
        _ member: String,
        _ arguments: [BusArgument] = [],
        timeout: Double = 2,
        read: @escaping (BusReply) -> Value?
    ) async throws -> Value {
        let connection = try connection
        let call = BusCall(
            destination: id.bus,
            path: id.path,
            interface: interface,
            member: member,
            arguments: arguments
        )
        let answer: Answer<Value> = await withCheckedContinuation { continuation in
            send(call, connection, timeout, read) { continuation.resume(returning: $0) }
        }
        switch answer {
        case .value(let value): return value
        case .malformed:
            throw AccessibilityError(
                .malformed,
                "\(id.path) of \(id.bus) answered \(member) with another type"
            )
        case .failure(let name, let text):
            throw Self.error(name, text, member: member, id)
        case .none:
            throw AccessibilityError(
                .timeout,
                "\(id.path) of \(id.bus) did not answer \(member) within \(timeout) s; it may be stopped, busy, "
                    + "or showing a dialog"
            )
        }
    }

    /// Reads a property of an object.
    ///
    /// - Throws: As `ask`.
    func askProperty<Value: Sendable>(
        _ id: AccessibleID,
        _ interface: String,
        _ name: String,
        read: @escaping (inout BusReader) -> Value?
    ) async throws -> Value {
        try await ask(id, "org.freedesktop.DBus.Properties", "Get", [.string(interface), .string(name)]) {
            reply in
            guard var reader = reply.property else { return nil }
            return read(&reader)
        }
    }

    /// What became of one call.
    private enum Answer<Value: Sendable>: Sendable {
        case value(Value)
        case malformed
        case failure(name: String, text: String)
        case none
    }

    private func send<Value: Sendable>(
        _ call: BusCall,
        _ connection: BusConnection,
        _ timeout: Double,
        _ read: @escaping (BusReply) -> Value?,
        _ completion: @escaping (Answer<Value>) -> Void
    ) {
        let box = AnswerBox<Answer<Value>>(.none)
        let group = CallGroup(silence: timeout, limit: timeout) { _ in completion(box.answer) }
        connection.send(call, in: group) { reply in
            if case .failure(let name, let text) = reply {
                box.answer = .failure(name: name, text: text)
            } else {
                box.answer = read(reply).map { .value($0) } ?? .malformed
            }
        }
    }

    private static func error(_ name: String, _ text: String, member: String, _ id: AccessibleID)
        -> AccessibilityError
    {
        let underlying = "\(name): \(text)"
        let last = name.split(separator: ".").last.map(String.init) ?? name
        switch last {
        case "ServiceUnknown", "NameHasNoOwner", "NoReply", "Disconnected":
            return AccessibilityError(
                .gone,
                "the application \(id.bus) has ended; observe the screen again",
                underlying: underlying
            )
        case "UnknownObject":
            return AccessibilityError(
                .gone,
                "\(id.path) of \(id.bus) is no longer there; observe the screen again",
                underlying: underlying
            )
        case "UnknownMethod", "UnknownInterface", "UnknownProperty", "NotSupported":
            return AccessibilityError(
                .unsupported,
                "\(id.path) of \(id.bus) does not offer \(member)",
                underlying: underlying
            )
        default:
            return AccessibilityError(
                .refused,
                "\(id.path) of \(id.bus) refused \(member)",
                underlying: underlying
            )
        }
    }
}

private final class AnswerBox<Value> {
    var answer: Value

    init(_ answer: Value) { self.answer = answer }
}
