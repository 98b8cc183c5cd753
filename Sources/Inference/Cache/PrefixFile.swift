import CKernels
import Glibc

/// Keys and values of the beginning of a prompt in a file, for the next process.
///
/// Eight numbers of 64 bits (a mark; the sums of the model; the adapter's; what the pages' form depends on;
/// the bytes of a page; the number of tokens; the checksum of all that follows and of these), the
/// tokens, 32 bits each, and the pages. The file is read whole and believed only if it has exactly the
/// size, the numbers and the checksum expected, so damage and mix-ups are found; like the packed weights it is
/// the user's own and does not withstand a forger.
struct PrefixFile {
    /// Tokens of a prefix at most.
    static let limit = 4096
    private static let mark: UInt64 = 0x3130_5058_504D_414C
    private static let numbers = 8

    /// What keys and values depend on besides the tokens.
    let key: [UInt64]

    /// - Parameters:
    ///   - model: Two sums of the model's file.
    ///   - adapter: The adapter's fingerprint, 0 for none.
    ///   - form: What the numbers in a page depend on: mode, threshold, instruction set.
    init(model: [UInt64], adapter: UInt64, form: String) {
        let sum = Array(form.utf8).withUnsafeBytes { ck_checksum(nil, $0.baseAddress, $0.count, 7) }
        key = model + [adapter, sum]
    }

    /// A name for the file of some tokens.
    func name(of tokens: [Int32]) -> String {
        let sum = tokens.withUnsafeBytes { ck_checksum(nil, $0.baseAddress, $0.count, key.reduce(0, ^)) }
        return String(sum, radix: 36) + ".prefix"
    }

    /// What a file turned out to be.
    enum Reading {
        case absent
        case refused
        case read(TokenSequence)
    }

    /// Reads a file.
    func read(_ path: String, _ pages: PagePool, _ pool: ComputePool) -> Reading {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return errno == ENOENT ? .absent : .refused }
        defer { close(descriptor) }
        var status = stat()
        let most = size(tokens: Self.limit, pages)
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
            status.st_uid == geteuid(), (Self.numbers * 8...most).contains(Int(status.st_size))
        else { return .refused }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        guard Glibc.read(descriptor, &bytes, bytes.count) == bytes.count else { return .refused }
        return bytes.withUnsafeBytes { bytes in
            let said = (0..<Self.numbers).map { bytes.load(fromByteOffset: 8 * $0, as: UInt64.self) }
            guard let count = Int(exactly: said[6]), (1...Self.limit).contains(count),
                bytes.count == size(tokens: count, pages),
                said
                    == numbers(
                        count,
                        UnsafeRawBufferPointer(rebasing: bytes[(Self.numbers * 8)...]),
                        pages,
                        pool
                    )
            else { return .refused }
            var at = Self.numbers * 8
            let tokens = (0..<count).map { bytes.load(fromByteOffset: at + 4 * $0, as: Int32.self) }
            at += Self.padded(4 * count)
            var kept: [Page] = []
            while kept.count * Page.tokens < count {
                let page = pages.take()
                UnsafeMutableRawBufferPointer(start: page.memory, count: pages.pageBytes)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[at..<at + pages.pageBytes]))
                // Of packed tiles only such are kept as are packed.
                page.seal()
                kept.append(page)
                at += pages.pageBytes
            }
            return .read(TokenSequence(tokens, pages: kept))
        }
    }

    /// Returns as much of a sequence as a file can hold: all of it, or where tiles are packed the pages
    /// that are.
    func storable(_ sequence: TokenSequence, _ pages: PagePool) -> TokenSequence {
        guard pages.layout.packs else { return sequence }
        let count = Page.tokens * sequence.pages.prefix { $0.buffer == nil }.count
        return TokenSequence(
            Array(sequence.tokens.prefix(count)),
            pages: Array(sequence.pages.prefix(count / Page.tokens))
        )
    }

    /// Writes a file under another name and then gives it its own; whether that could be done.
    func write(_ sequence: TokenSequence, to path: String, _ pages: PagePool, _ pool: ComputePool) -> Bool {
        let count = sequence.count
        guard (1...Self.limit).contains(count) else { return false }
        var bytes = [UInt8](repeating: 0, count: size(tokens: count, pages))
        bytes.withUnsafeMutableBytes { bytes in
            var at = Self.numbers * 8
            for (index, token) in sequence.tokens.enumerated() {
                bytes.storeBytes(of: token, toByteOffset: at + 4 * index, as: Int32.self)
            }
            at += Self.padded(4 * count)
            for page in sequence.pages {
                UnsafeMutableRawBufferPointer(rebasing: bytes[at..<at + pages.pageBytes])
                    .copyMemory(from: UnsafeRawBufferPointer(start: page.memory, count: pages.pageBytes))
                at += pages.pageBytes
            }
            let body = UnsafeRawBufferPointer(rebasing: bytes[(Self.numbers * 8)...])
            for (index, number) in numbers(count, body, pages, pool).enumerated() {
                bytes.storeBytes(of: number, toByteOffset: 8 * index, as: UInt64.self)
            }
        }
        let draft = path + ".\(UInt64.random(in: 0 ... .max)).draft"
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return false }
        let written = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        let closed = close(descriptor) == 0
        guard written == bytes.count, closed, rename(draft, path) == 0 else {
            unlink(draft)
            return false
        }
        return true
    }

    private static func padded(_ bytes: Int) -> Int { (bytes + 63) / 64 * 64 }

    private func size(tokens: Int, _ pages: PagePool) -> Int {
        let count = (tokens + Page.tokens - 1) / Page.tokens
        return Self.numbers * 8 + Self.padded(4 * tokens) + count * pages.pageBytes
    }

    private func numbers(_ count: Int, _ body: UnsafeRawBufferPointer, _ pages: PagePool, _ pool: ComputePool)
        -> [UInt64]
    {
        var numbers = [Self.mark] + key + [UInt64(pages.pageBytes), UInt64(count)]
        let seed = numbers.withUnsafeBytes { ck_checksum(nil, $0.baseAddress, $0.count, 0) }
        numbers.append(ck_checksum(pool.pointer, body.baseAddress, body.count, seed))
        return numbers
    }
}
