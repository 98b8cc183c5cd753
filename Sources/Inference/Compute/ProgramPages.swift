import Foundation

/// The pages of the program's own code.
enum ProgramPages {
    /// Gives back the memory that code takes which was read so far; what is run again is mapped again.
    ///
    /// Starting goes through a large part of the program (the tables in which Swift looks up conformances lie all over
    /// it), of which an engine that works needs little. The system maps 64 KiB around each page that is touched.
    static func release() {
        guard let program = readlink("/proc/self/exe"),
            let maps = try? String(contentsOfFile: "/proc/self/maps", encoding: .utf8)
        else { return }
        for line in maps.split(separator: "\n") where line.hasSuffix(program) {
            // begin-end r-xp offset device inode path (proc(5)); what can be written is not the file's any more.
            let fields = line.split(separator: " ", maxSplits: 2)
            guard fields.count == 3, fields[1].hasPrefix("r-x") else { continue }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2, bounds[0] < bounds[1] else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: bounds[0]), Int(bounds[1] - bounds[0]), MADV_DONTNEED)
        }
    }

    private static func readlink(_ path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }
}
