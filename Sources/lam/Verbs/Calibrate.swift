import ArgumentParser
import Foundation
import Runtime

extension Models {
    struct Calibrate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find which keys and values of a model need 4 bits in the cache mode turbo42.",
            discussion: """
                The model reads a text, and of all heads' keys and values the half that \
                loses least gets 2 bits. The result is kept beside the model's file, or in \
                the data folder where that cannot be written to.

                EXAMPLES
                  lam model calibrate smollm2-135m
                  lam model calibrate ~/models/mine.gguf --text manual.txt
                """
        )

        @Argument(help: "A model's name or a GGUF file; smollm2-135m when left out.")
        var model: String?

        @Option(help: ArgumentHelp("A text of some pages to read.", valueName: "file"))
        var text: String?

        @Option(help: "Threads.")
        var threads: Int?

        @Flag(help: "Print the calibration as JSON.")
        var json = false

        mutating func run() async throws {
            let (model, threads, json) = (self.model, self.threads, self.json)
            do {
                let text = try self.text.map { file in
                    guard let data = FileManager.default.contents(atPath: file) else {
                        throw RuntimeError(.badInput, "cannot read the text \(file)")
                    }
                    return String(decoding: data, as: UTF8.self)
                }
                let (calibration, file) = try await ModelStore().calibrate(
                    model,
                    text: text,
                    threads: threads
                )
                if json {
                    try printJSON(calibration)
                } else {
                    let heads = calibration.bits.count / 2
                    let two = calibration.bits.indices.filter { calibration.bits[$0] == 2 }
                    let keys = two.count { $0 % 2 == 0 }
                    Terminal.print(
                        "2 bits for the keys of \(keys) and the values of \(two.count - keys) of \(heads) heads: \(file)"
                    )
                }
            } catch {
                throw failure(error)
            }
        }
    }
}
