extension GGUFFile {
    /// Reads the tensor table and checks that each tensor's bytes are in the file.
    static func readTensors(_ cursor: inout GGUFCursor, count: Int, alignment: Int) throws(ModelError)
        -> (names: [String], infos: [String: TensorInfo])
    {
        struct Entry {
            let name: String, type: QuantType, shape: [Int], size: Int, offset: UInt64, at: Int
        }
        var entries: [Entry] = []
        for index in 0..<count {
            let at = cursor.offset
            let name = String(
                decoding: try cursor.string("the name of tensor \(index)", limit: Limit.tensorName),
                as: UTF8.self
            )
            let shape = try readShape(&cursor, name: name)
            let type = try readQuantType(&cursor, name: name)
            let offset = try cursor.integer(UInt64.self, "the offset of tensor \(name)")
            guard let size = type.byteCount(shape: shape) else {
                throw cursor.malformed(
                    "tensor \(name) of shape \(shape) is no whole number of \(type.traits.name) rows, "
                        + "expected the first extent to be a multiple of \(type.traits.elementsPerBlock)"
                )
            }
            entries.append(
                Entry(name: name, type: type, shape: shape, size: size, offset: offset, at: at)
            )
        }

        let (start, overflow) = cursor.offset.addingReportingOverflow(alignment - 1)
        guard !overflow else { throw cursor.malformed("the tensor data begins beyond any file") }
        let dataStart = start / alignment * alignment
        let room = max(0, cursor.file.bytes.count - dataStart)
        var infos: [String: TensorInfo] = [:]
        for entry in entries {
            func failure(_ what: String) -> ModelError {
                ModelError(
                    .malformed,
                    file: cursor.file.path,
                    "byte \(entry.at): tensor \(entry.name) \(what); the file is damaged or incomplete, "
                        + "fetch it again with `lam model pull`"
                )
            }
            guard entry.offset % UInt64(alignment) == 0 else {
                throw failure("begins at \(entry.offset), expected a multiple of \(alignment)")
            }
            guard entry.offset <= UInt64(room), entry.size <= room - Int(entry.offset) else {
                throw failure(
                    "needs \(entry.size) bytes from \(entry.offset) on, the data section has \(room)"
                )
            }
            let begin = dataStart + Int(entry.offset)
            let info = TensorInfo(
                file: cursor.file,
                type: entry.type,
                shape: entry.shape,
                range: begin..<begin + entry.size
            )
            guard infos.updateValue(info, forKey: entry.name) == nil else { throw failure("is there twice") }
        }
        return (entries.map(\.name), infos)
    }

    private static func readShape(_ cursor: inout GGUFCursor, name: String) throws(ModelError) -> [Int] {
        let dimensions = try cursor.integer(UInt32.self, "the dimensions of tensor \(name)")
        guard (1...4).contains(dimensions) else {
            throw cursor.malformed("tensor \(name) has \(dimensions) dimensions, expected 1 to 4")
        }
        var shape: [Int] = []
        for axis in 0..<dimensions {
            let extent = try cursor.integer(UInt64.self, "the shape of tensor \(name)")
            guard let value = Int(exactly: extent), value > 0 else {
                throw cursor.malformed(
                    "tensor \(name) has the extent \(extent) on axis \(axis), expected 1 or more"
                )
            }
            shape.append(value)
        }
        return shape
    }

    private static func readQuantType(_ cursor: inout GGUFCursor, name: String) throws(ModelError)
        -> QuantType
    {
        let at = cursor.offset
        let raw = try cursor.integer(UInt32.self, "the type of tensor \(name)")
        guard let type = QuantType(rawValue: raw), type.isComputable else {
            throw ModelError(
                .unsupported,
                file: cursor.file.path,
                "byte \(at): tensor \(name) has the GGML type \(raw); supported are "
                    + QuantType.allCases.filter(\.isComputable).map(\.traits.name).joined(separator: ", ")
                    + "; use a file quantized to one of these"
            )
        }
        return type
    }

    /// Returns a tensor.
    ///
    /// - Throws: ``ModelError`` with code `missing` when there is none of that name.
    public func tensor(_ name: String) throws(ModelError) -> TensorView {
        guard let info = tensors[name] else {
            throw ModelError(
                .missing,
                file: path,
                "tensor \(name) is not there (the file has \(tensorNames.count) tensors); "
                    + "it is another architecture's or incomplete, use another file"
            )
        }
        return TensorView(name: name, type: info.type, shape: info.shape, owner: info.file, range: info.range)
    }
}
