extension Tokenizer {
    /// Returns the tokens of a text.
    ///
    /// - Parameter parsingSpecial: Whether the texts of control tokens, such as `<|im_end|>`, become
    ///   those tokens. Never for text that comes from outside: it would speak with the template's voice.
    ///   Tokens the file calls user-defined count as plain words and are always found.
    public func encode(_ text: String, parsingSpecial: Bool = false) -> [Int32] {
        encode([parsingSpecial ? .template(text) : .text(text)])
    }

    /// Returns the tokens of a rendered conversation.
    ///
    /// Only template segments are searched for control tokens; beyond that the segments are one text,
    /// as if they had been joined before.
    public func encode(_ segments: [Segment]) -> [Int32] {
        var fragments: [Fragment] = []
        for segment in segments {
            switch segment {
            case .template(let text): partition(Array(text.utf8), control: true, into: &fragments)
            case .text(let text): partition(Array(text.utf8), control: false, into: &fragments)
            }
        }
        var out: [Int32] = []
        merges.withLookup { lookup in
            var words = WordEncoder(lookup)
            for fragment in fragments {
                switch fragment {
                case .token(let id): out.append(id)
                case .raw(let bytes):
                    bytes.withUnsafeBufferPointer { text in
                        preTokenizer.split(text) { word in
                            if preTokenizer.ignoresMerges {
                                let whole = vocabulary.find(word)
                                if whole >= 0 {
                                    out.append(whole)
                                    return
                                }
                            }
                            words.encode(word, vocabulary.byteTokens, into: &out)
                        }
                    }
                }
            }
        }
        return out
    }

    /// A stretch of text between special tokens, or one of those.
    private enum Fragment {
        case raw([UInt8])
        case token(Int32)
    }

    /// Appends a text cut at its special tokens; text that follows text is joined to it.
    private func partition(_ text: [UInt8], control: Bool, into fragments: inout [Fragment]) {
        func add(_ bytes: ArraySlice<UInt8>) {
            guard !bytes.isEmpty else { return }
            if case .raw(let before)? = fragments.last {
                fragments[fragments.count - 1] = .raw(before + bytes)
            } else {
                fragments.append(.raw(Array(bytes)))
            }
        }
        var start = 0
        for match in matches(in: text, control: control) {
            add(text[start..<match.start])
            fragments.append(.token(match.id))
            start = match.start + vocabulary.length(of: match.id)
        }
        add(text[start...])
    }

    /// Finds special tokens in a text: the longest wherever it occurs, then the next in what is left.
    private func matches(in text: [UInt8], control: Bool) -> [(start: Int, id: Int32)] {
        var found: [(start: Int, id: Int32)] = []
        var free = [0..<text.count]
        for id in vocabulary.specials {
            guard control || vocabulary.kinds[Int(id)] == .userDefined else { continue }
            var left: [Range<Int>] = []
            for range in free {
                var from = range.lowerBound
                while let at = vocabulary.find(id, in: text, from: from, to: range.upperBound) {
                    if at > from { left.append(from..<at) }
                    found.append((at, id))
                    from = at + vocabulary.length(of: id)
                }
                if from < range.upperBound { left.append(from..<range.upperBound) }
            }
            free = left
        }
        return found.sorted { $0.start < $1.start }
    }
}

extension Vocabulary {
    /// Returns where a special token's text first occurs in a stretch of text, or `nil`.
    func find(_ id: Int32, in text: [UInt8], from start: Int, to end: Int) -> Int? {
        let pattern = range(of: id)
        return text.withUnsafeBytes { text in
            bytes.withUnsafeBytes { bytes in
                let wanted = UnsafeRawBufferPointer(rebasing: bytes[pattern])
                var at = start
                while at + wanted.count <= end {
                    let window = UnsafeRawBufferPointer(rebasing: text[at...(end - wanted.count)])
                    guard let offset = window.firstIndex(of: wanted[0]) else { return nil }
                    at += offset
                    if text[at..<at + wanted.count].elementsEqual(wanted) { return at }
                    at += 1
                }
                return nil
            }
        }
    }
}
