import ArgumentParser
import Core
import Foundation
import Runtime

/// `lam model`: the models that decide.
struct Models: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "List, show, fetch and check models, and let one write.",
        discussion: """
            EXAMPLES
              lam model list
              lam model pull qwen2.5-coder-1.5b
              lam model verify smollm2-135m
              lam model generate "What does Ctrl+S do?"
            """,
        subcommands: [List.self, ShowModel.self, Pull.self, Verify.self, Calibrate.self, Generate.self]
    )

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the models that are here or can be fetched."
        )

        @Flag(help: "Print JSON lines.")
        var json = false

        mutating func run() async throws {
            for listing in ModelStore().list() {
                if json {
                    try printJSON(listing)
                } else {
                    let state = listing.path ?? "not here: lam model pull \(listing.name)"
                    Terminal.print(
                        "\(listing.name)  \(listing.size / 1_000_000) MB  \(listing.summary)\n    \(state)"
                    )
                }
            }
        }
    }

    struct ShowModel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show",
            abstract: "Show what a model file says of itself."
        )

        @Argument(help: "A model's name or a GGUF file.")
        var model: String

        mutating func run() async throws {
            do { try printJSON(try await ModelStore().show(model), pretty: true) } catch {
                throw failure(error)
            }
        }
    }

    struct Pull: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Fetch a model and verify it.")

        @Argument(help: "A model's name (lam model list).")
        var model: String

        mutating func run() async throws {
            let model = model
            do {
                let path = try await Interrupts().guarding {
                    try await ModelStore().pull(model) { progress in
                        if let note = progress.note { Terminal.say(note) }
                        guard Terminal.isTalkative, progress.total > 0 else { return }
                        let share = progress.bytes * 100 / progress.total
                        FileHandle.standardError.write(
                            Data("\r\(progress.phase.rawValue) \(share) %   ".utf8)
                        )
                    }
                }
                if Terminal.isTalkative { Terminal.say("") }
                Terminal.print(path)
            } catch {
                throw failure(error)
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Compare a model file with its published digest."
        )

        @Argument(help: "A model's name or a GGUF file.")
        var model: String

        mutating func run() async throws {
            do {
                let verified = try await ModelStore().verify(model)
                Terminal.print(
                    "\(verified.sha256)  \(verified.name ?? "not in the catalogue")  \(verified.path)"
                )
            } catch {
                throw failure(error)
            }
        }
    }

    struct Generate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stream a reply to a prompt.")

        @Argument(help: "The prompt.")
        var prompt: String

        @Option(help: "A model by name or a GGUF file.")
        var model: String?

        @Option(help: "An adapter of the model: a GGUF file or a PEFT folder.", completion: .file())
        var adapter: String?

        @Option(help: "Tokens at most.")
        var limit = 256

        @Option(help: "0 takes the likeliest token each time; above, the draw is freer.")
        var temperature: Float = 0

        @Option(help: "The share of probability that is kept, 0 to 1.")
        var topP: Float = 1

        @Option(help: "The seed of the draw.")
        var seed: UInt64 = 0

        @Option(help: "Threads.")
        var threads: Int?

        @Option(help: "How keys and values are kept (such as turbo8 or turbo42).")
        var kvCache: String?

        @Flag(help: "Continue the prompt as it is, without the chat template.")
        var raw = false

        @Flag(help: "Print the reply and its cost as JSON.")
        var json = false

        mutating func validate() throws {
            if temperature < 0 || !temperature.isFinite {
                throw ValidationError("--temperature must be 0 or more.")
            }
            if !(topP > 0 && topP <= 1) { throw ValidationError("--top-p must be above 0 and at most 1.") }
            if limit < 1 { throw ValidationError("--limit must be 1 or more.") }
            if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
        }

        private struct Reply: Encodable {
            var text: String
            var cost: Generation.Cost
        }

        mutating func run() async throws {
            let (model, threads, prompt, raw, limit, json, adapter, cache) = (
                self.model, self.threads, self.prompt, self.raw, self.limit, self.json, self.adapter, kvCache
            )
            let sampling = Sampling(temperature: temperature, topP: topP, seed: seed)
            do {
                try await Interrupts().guarding {
                    let generation = try await Generation(
                        model: model,
                        threads: threads,
                        adapter: adapter,
                        cache: cache
                    )
                    let text = Collected()
                    let cost = try await generation.reply(
                        to: prompt,
                        raw: raw,
                        sampling: sampling,
                        limit: limit
                    ) {
                        if json { text.add($0) } else { Terminal.write($0) }
                    }
                    if json {
                        try printJSON(Reply(text: text.value, cost: cost))
                    } else {
                        Terminal.print("")
                        if Terminal.isTalkative {
                            let line = String(
                                format: "%d tokens read at %.0f/s, %d written at %.0f/s",
                                cost.read,
                                cost.readPerSecond,
                                cost.written,
                                cost.writtenPerSecond
                            )
                            Terminal.say(Terminal.dim(line))
                        }
                    }
                }
            } catch {
                throw failure(error)
            }
        }
    }
}
