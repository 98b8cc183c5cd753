import Desktop
import Foundation
import Inference
import Models

/// Finds every piece that a run needs and says what to do about those that are missing.
public struct Doctor: Sendable {
    /// What was found about one piece.
    public struct Finding: Codable, Sendable {
        /// The piece.
        public var subject: String
        /// Whether it is all right.
        public var ok: Bool
        /// Whether nothing works without it.
        public var required: Bool
        /// What was found, or what its absence means.
        public var explanation: String
        /// What to do; empty when it is all right.
        public var remedy: String
    }

    /// Creates a doctor.
    public init() {}

    /// Looks at the machine: programs, displays, a real session, the processor, the model, the directories.
    public func examine() async -> [Finding] {
        var findings = await EnvironmentProbe.run().map { check in
            Finding(
                subject: check.name,
                ok: check.status == .good,
                required: check.status == .missing,
                explanation: check.explanation,
                remedy: check.remedy ?? ""
            )
        }
        findings.append(processor())
        findings.append(model())
        findings.append(trajectories())
        return findings
    }

    private func processor() -> Finding {
        let processor = Processor()
        let sets = processor.instructionSets.dropFirst()
            .map { "\($0.name) \($0.available ? "yes" : "no")" }
            .joined(separator: ", ")
        let fast = processor.used != processor.instructionSets.first?.name
        return Finding(
            subject: "processor",
            ok: fast,
            required: false,
            explanation:
                "\(processor.available) may be used; \(sets); the engine computes with \(processor.used)"
                + (fast ? "" : ", some ten times slower"),
            remedy: fast
                ? "" : "use an x86-64 processor with AVX2; a virtual machine may hide it: pass the host's CPU"
        )
    }

    private func model() -> Finding {
        let name = CatalogueModel.known.first?.name ?? ""
        do {
            let path = try ModelStore().resolve(name)
            let model = try Model(contentsOf: path)
            return Finding(
                subject: "model",
                ok: true,
                required: true,
                explanation: "\(model.name), \(model.configuration.layers) layers: \(path)",
                remedy: ""
            )
        } catch {
            return Finding(
                subject: "model",
                ok: false,
                required: true,
                explanation: "\(error)",
                remedy: "lam model pull \(name)"
            )
        }
    }

    private func trajectories() -> Finding {
        let path = Directories().trajectories
        do {
            try FileManager.default.createDirectory(
                atPath: path,
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o700]
            )
        } catch {
            return Finding(
                subject: "trajectories",
                ok: false,
                required: true,
                explanation: "\(path) cannot be made: \(error)",
                remedy: "set XDG_DATA_HOME to a directory of your own"
            )
        }
        let writable = FileManager.default.isWritableFile(atPath: path)
        return Finding(
            subject: "trajectories",
            ok: writable,
            required: true,
            explanation: writable ? "kept in \(path)" : "\(path) cannot be written",
            remedy: writable ? "" : "chmod u+rwx \(path), or set XDG_DATA_HOME to a directory of your own"
        )
    }
}
