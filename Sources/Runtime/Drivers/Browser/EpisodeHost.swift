import Desktop
import Foundation

/// The side of a browser task that the agent never sees: starts episodes and reads their rewards.
///
/// It speaks to a script in the session, which alone holds the pipe to the browser.
struct EpisodeHost: Sendable {
    /// An episode that was started.
    struct Begun: Decodable, Sendable {
        /// The goal in words.
        var utterance: String
        /// Seconds until the page ends it.
        var limit: Double
    }

    /// How an episode stands.
    struct State: Decodable, Sendable {
        /// Whether it is over.
        var done: Bool
        /// The reward without regard to time, −1 to 1; 0 while it goes on.
        var raw: Double
        /// Why, where the page says so.
        var reason: String?
    }

    private let conversation: Conversation

    /// Starts the script and its browser in a session, and waits until both are ready.
    ///
    /// - Throws: `RuntimeError` with code `environment`.
    init(in session: Session, _ pages: BrowserPages) async throws {
        do {
            conversation = try session.converse(with: ["python3", "-B", pages.script, "--pages", pages.pages])
            _ = try Self.read(Ready.self, from: try await conversation.line(within: 60))
        } catch let error as DesktopError {
            throw RuntimeError(.environment, "the browser did not start", underlying: error)
        }
    }

    /// Starts the episode of a seed on a page loaded anew.
    ///
    /// - Throws: `RuntimeError` with code `environment` when the page or the browser does not answer.
    func begin(_ task: String, seed: Int) async throws -> Begun {
        try await ask("{\"do\":\"begin\",\"task\":\"\(task)\",\"seed\":\(seed)}")
    }

    /// Returns how the episode stands.
    ///
    /// - Throws: `RuntimeError` with code `environment` when the browser does not answer.
    func state() async throws -> State { try await ask("{\"do\":\"state\"}") }

    /// Ends the browser.
    func close() async { await conversation.close() }

    private struct Ready: Decodable { var ready: Bool }

    private struct Problem: Decodable { var error: String }

    private func ask<Answer: Decodable>(_ request: String) async throws -> Answer {
        do {
            return try Self.read(Answer.self, from: try await conversation.ask(request, within: 40))
        } catch let error as DesktopError {
            throw RuntimeError(.environment, "the browser does not answer", underlying: error)
        }
    }

    private static func read<Answer: Decodable>(_ type: Answer.Type, from line: String) throws -> Answer {
        let data = Data(line.utf8)
        if let problem = try? JSONDecoder().decode(Problem.self, from: data) {
            throw RuntimeError(.environment, "the browser: \(problem.error)")
        }
        do {
            return try JSONDecoder().decode(Answer.self, from: data)
        } catch {
            throw RuntimeError(
                .environment,
                "the browser's script said \(line.prefix(200))",
                underlying: error
            )
        }
    }
}
