extension Tokenizer {
    /// Returns the tokens of a text.
    ///
    /// - Parameters:
    ///   - parsingSpecial: Whether the texts of control tokens, such as `<|im_end|>`, become
    ///     those tokens. Never for text that comes from outside: it would speak with the template's voice.
    ///     Tokens the file calls user-defined count as plain words and are always found.
    ///   - continuing: Whether the text goes on after other text, so that no space is put before it;
    ///     only some SentencePiece models begin a text with a space of their own.
    public func encode(_ text: String, parsingSpecial: Bool = false, continuing: Bool = false) -> [Int32] {
        encode([parsingSpecial ? .template(text) : .text(text)], continuing: continuing)
    }

    /// Returns the tokens of a rendered conversation.
    ///
    /// Only template segments are searched for control tokens; beyond that the segments are one text,
    /// as if they had been joined before.
    public func encode(_ segments: [Segment], continuing: Bool = false) -> [Int32] {
        var fragments: [Fragment] = []
        for segment in segments {
            switch segment {
            case .template(let text): partition(Array(text.utf8), control: true, into: &fragments)
            case .text(let text): partition(Array(text.utf8), control: false, into: &fragments)
            }
        }
        return switch algorithm {
        case .merges(let merges, let preTokenizer): join(fragments, merges, preTokenizer)
        case .pieces(let pieces): join(fragments, pieces, afterText: continuing)
        }
    }

    private func join(_ fragments: [Fragment], _ merges: MergeTable, _ preTokenizer: PreTokenizer) -> [Int32]
    {
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

    private func join(_ fragments: [Fragment], _ pieces: PieceTable, afterText: Bool) -> [Int32] {
        var out: [Int32] = []
        var encoder = PieceEncoder(pieces, vocabulary)
        var afterText = afterText
        for fragment in fragments {
            switch fragment {
            case .token(let id):
                out.append(id)
                afterText = false
            case .raw(let bytes):
                var text: [UInt8] = pieces.addsSpace && !afterText ? [UInt8(ascii: " ")] : []
                PieceSpelling.appendUnescaped(bytes, to: &text)
                text.withUnsafeBufferPointer { encoder.encode($0, into: &out) }
                afterText = true
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

    /// Finds special tokens in a text: user-defined ones, and if they are asked for control tokens.
    private func matches(in text: [UInt8], control: Bool) -> [(start: Int, id: Int32)] {
        text.withUnsafeBufferPointer { text in
            vocabulary.bytes.withUnsafeBufferPointer { bytes in
                vocabulary.specialTable.matches(in: text, vocabulary.offsets, bytes) { id in
                    control || vocabulary.kinds[Int(id)] == .userDefined
                }
            }
        }
    }
}
