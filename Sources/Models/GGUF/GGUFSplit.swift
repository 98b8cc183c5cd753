/// A model that lies in several files, `NAME-00001-of-00003.gguf` and so on.
///
/// The first holds the metadata; each says which it is of how many (`split.no`, `split.count`) and how
/// many tensors they have together (`split.tensors.count`).
struct GGUFSplit {
    /// Which file it is, from 0.
    let number: Int
    /// How many files there are, 2 or more.
    let count: Int
    /// The tensors of all files.
    let tensors: Int
    /// The path up to the number.
    private let stem: String

    /// Reads what a file says of its place, or `nil` for a file of its own.
    init?(_ metadata: [String: GGUFValue], _ path: String) throws(ModelError) {
        guard let value = metadata["split.count"] else { return nil }
        if value.integer == 0 || value.integer == 1 { return nil }
        guard let count = value.integer, (2...99_999).contains(count),
            let number = metadata["split.no"]?.integer, (0..<count).contains(number),
            let tensors = metadata["split.tensors.count"]?.integer, tensors >= 0
        else {
            throw ModelError(
                .malformed,
                file: path,
                "key split.count: expected split.no below it and split.tensors.count beside it; the file is "
                    + "damaged, fetch it again"
            )
        }
        (self.number, self.count, self.tensors) = (number, count, tensors)
        let ending = Self.ending(number, count)
        guard path.hasSuffix(ending) else {
            throw ModelError(
                .malformed,
                file: path,
                "is part \(number + 1) of \(count) of a model, so its name should end in \(ending); give it "
                    + "its name back, and keep all parts in one folder"
            )
        }
        stem = String(path.dropLast(ending.count))
    }

    private static func ending(_ number: Int, _ count: Int) -> String {
        func padded(_ value: Int) -> String {
            let digits = String(value)
            return String(repeating: "0", count: max(0, 5 - digits.count)) + digits
        }
        return "-\(padded(number + 1))-of-\(padded(count)).gguf"
    }

    /// The path of one of the files.
    private func path(_ number: Int) -> String { stem + Self.ending(number, count) }

    /// Opens the other files and puts all tensors together.
    ///
    /// - Throws: ``ModelError`` that names the file: with code `missing` for one that is not there.
    func join(_ first: MappedFile, _ header: GGUFFile.Header) throws(ModelError)
        -> (files: [MappedFile], names: [String], tensors: [String: GGUFFile.TensorInfo])
    {
        guard number == 0 else {
            throw ModelError(
                .unsupported,
                file: first.path,
                "is part \(number + 1) of \(count) of a model; give the path of the first, \(path(0))"
            )
        }
        var (files, names, infos) = ([first], header.names, header.tensors)
        for index in 1..<count {
            let file = try open(index)
            let part = try GGUFFile.Header(file)
            guard let split = try GGUFSplit(part.metadata, file.path), split.number == index,
                split.count == count, split.tensors == tensors
            else {
                throw ModelError(
                    .malformed,
                    file: file.path,
                    "key split.no: is not part \(index + 1) of \(count) of \(first.path); fetch it again"
                )
            }
            for name in part.names {
                guard infos[name] == nil, let info = part.tensors[name] else {
                    throw ModelError(
                        .malformed,
                        file: file.path,
                        "tensor \(name) is in another part too; the parts are of different models"
                    )
                }
                infos[name] = info
            }
            files.append(file)
            names += part.names
        }
        guard names.count == tensors else {
            throw ModelError(
                .malformed,
                file: first.path,
                "key split.tensors.count: announces \(tensors) tensors, the \(count) parts have "
                    + "\(names.count); fetch the parts again"
            )
        }
        return (files, names, infos)
    }

    private func open(_ index: Int) throws(ModelError) -> MappedFile {
        do throws(ModelError) {
            return try MappedFile(path: path(index))
        } catch  where error.code == .unreadable {
            throw ModelError(
                .missing,
                file: path(index),
                "cannot be read; it is part \(index + 1) of \(count) of the model in \(path(0)), which needs "
                    + "all parts in one folder; fetch it",
                underlying: error.underlying
            )
        }
    }
}
