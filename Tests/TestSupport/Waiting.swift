/// Waits until a condition holds, looking again after a short while that grows to 50 ms.
///
/// - Parameters:
///   - seconds: How long to wait at most; generous, as tests run on loaded machines.
///   - condition: What must hold.
/// - Returns: Whether it held in time.
public func eventually(
    within seconds: Double = 20,
    _ condition: @Sendable () async throws -> Bool
) async rethrows -> Bool {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    var pause = Duration.milliseconds(2)
    while true {
        if try await condition() { return true }
        if clock.now >= deadline { return false }
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(50))
    }
}

/// Waits until a closure gives a value.
///
/// - Returns: The value, or `nil` when there was none in time.
public func eventually<Value: Sendable>(
    within seconds: Double = 20,
    get value: @Sendable () async throws -> Value?
) async rethrows -> Value? {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(seconds)
    var pause = Duration.milliseconds(2)
    while true {
        if let found = try await value() { return found }
        if clock.now >= deadline { return nil }
        try? await Task.sleep(for: pause)
        pause = min(pause * 2, .milliseconds(50))
    }
}
