import Foundation
public import Inference
import Models

/// What `lam model calibrate` found: which heads of a model keep keys and values of 4 bits in the cache mode turbo42.
///
/// It is kept as JSON beside the model's file, or in the data folder where that one cannot be written to.
public struct Calibration: Sendable, Hashable, Codable {
    /// The SHA-256 of the model's file, which the calibration is good for.
    public var model: String
    /// Key and value heads of a layer.
    public var heads: Int
    /// Layers.
    public var layers: Int
    /// 4 or 2 for each head's keys and then for its values, layer by layer.
    public var bits: [UInt8]
    /// What the choice was made by, in the same order: how much 2 bits in place of 4 change.
    public var priorities: [Float]
    /// The tokens it was made over.
    public var tokens: Int
}

extension ModelStore {
    /// Measures which keys and values of a model need their bits, and keeps the result for the engine.
    ///
    /// - Parameters:
    ///   - text: What the model reads; `nil` for a text that is a part of this program.
    /// - Returns: The calibration and where it was written.
    /// - Throws: ``ModelStoreError``, `ModelError`, `InferenceError`.
    public func calibrate(_ nameOrPath: String?, text: String?, threads: Int?) async throws
        -> (calibration: Calibration, file: String)
    {
        let path = try resolve(nameOrPath ?? catalogue.first?.name ?? "")
        let digest = try await sha256(path)
        let calibration = try await blocking {
            let model = try Model(contentsOf: path)
            let found = try HeadPriorities(
                of: model,
                over: text ?? CalibrationText.standard,
                threads: threads
            )
            guard let bits = HeadBits(heads: found.heads, priorities: found.values) else {
                throw RuntimeError(.model, "\(model.name) has no heads to choose from")
            }
            return Calibration(
                model: digest,
                heads: bits.heads,
                layers: bits.layers,
                bits: bits.bits,
                priorities: found.values,
                tokens: found.tokens
            )
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        let data = try encoder.encode(calibration)
        var failure: (any Error)?
        for file in calibrationFiles(of: path) {
            do {
                let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
                try data.write(to: URL(fileURLWithPath: file), options: .atomic)
                return (calibration, file)
            } catch { failure = error }
        }
        throw ModelStoreError(
            .storage,
            "the calibration of \(path) can be written neither beside it nor in the data folder",
            underlying: failure
        )
    }

    /// Returns the bits of each head of a model that was calibrated.
    ///
    /// - Throws: ``ModelStoreError`` with code `missing` when it was not, or the file has changed since, and
    ///   `damaged` when the calibration cannot be read.
    public func headBits(of path: String) async throws -> HeadBits {
        let command = "`lam model calibrate \(path)`"
        guard let file = calibrationFiles(of: path).first(where: { Files.size($0) != nil }) else {
            throw ModelStoreError(
                .missing,
                "the cache mode turbo42 needs a calibration of \(path); make it with \(command)"
            )
        }
        guard (Files.size(file) ?? 0) < 1 << 20, let data = FileManager.default.contents(atPath: file),
            let calibration = try? JSONDecoder().decode(Calibration.self, from: data),
            let bits = HeadBits(heads: calibration.heads, bits: calibration.bits),
            bits.layers == calibration.layers
        else {
            throw ModelStoreError(.damaged, "\(file) is not a calibration; make it anew with \(command)")
        }
        guard calibration.model == (try await sha256(path)) else {
            throw ModelStoreError(
                .missing,
                "\(file) is the calibration of another file than \(path); make it anew with \(command)"
            )
        }
        return bits
    }

    /// Where the calibration of a model may be: beside it first.
    func calibrationFiles(of path: String) -> [String] {
        let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent + ".turbo42.json"
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        return [folder + "/" + name, Directories(environment: environment).data + "/calibrations/" + name]
    }
}
