import CKernels
public import Core

extension Engine {
    /// Has ready what several prompts begin with, from a file if there is a good one.
    ///
    /// Otherwise it is read now and a file is written for the next process. A file is bound to model,
    /// adapter, cache mode and instruction set; one that is damaged or another's is ignored, counted
    /// (``EngineCounters/prefixesRefused``) and written anew. A folder that cannot be written costs
    /// nothing but the next process's time. It holds 16 files at most.
    ///
    /// - Parameters:
    ///   - prompts: Two or more; the tokens they all begin with count.
    ///   - folder: An absolute path; it is made if need be.
    /// - Throws: ``InferenceError``, or `ModelError` for a chat without a template.
    public func prepare(prefixOf prompts: [Prompt], in folder: String, adapter: String? = nil) async throws {
        try await perform { worker, proceed in
            try worker.prepare(prompts, folder, adapter: try worker.adapter(adapter), proceed: proceed)
        }
    }
}

extension EngineWorker {
    fileprivate func prepare(
        _ prompts: [Prompt],
        _ folder: String,
        adapter: BoundAdapter?,
        proceed: () -> Bool
    ) throws {
        let all = try prompts.map(tokens)
        guard let first = all.first else { return }
        let most = min(PrefixFile.limit, evaluator.contextLength)
        let shared = all.dropFirst().reduce(min(first.count, most)) {
            min($0, SequenceStore.common(first, $1, most))
        }
        guard shared > 0 else { return }
        let tokens = Array(first.prefix(shared))
        let key = adapter?.fingerprint ?? 0
        guard store.length(of: tokens, atMost: shared, for: key) < shared else { return }
        let file = evaluator.prefixFile(adapter: key)
        let path = folder + "/" + file.name(of: tokens)
        switch file.read(path, evaluator.pages, evaluator.pool) {
        case .read(let sequence) where tokens.starts(with: sequence.tokens):
            counters.prefixesRestored += 1
            store.put(sequence, for: key)
            return
        case .read, .refused: counters.prefixesRefused += 1
        case .absent: break
        }
        let clock = ContinuousClock()
        let start = clock.now
        var sequence = TokenSequence()
        for from in stride(from: 0, to: tokens.count, by: Pass.capacity) {
            guard proceed() else { throw InferenceError(.cancelled, "the request was cancelled") }
            var batch = Batch()
            let part = tokens[from..<min(tokens.count, from + Pass.capacity)]
            batch.append(part, to: &sequence, from: evaluator.pages)
            if let adapter { batch.adapt(0..<part.count, by: adapter) }
            evaluator.run(batch)
        }
        counters.tokensRead += tokens.count
        counters.readMilliseconds += (clock.now - start).milliseconds
        store.put(sequence, for: key)
        if PrefixFolder(directory: folder).makeRoom() {
            let kept = file.storable(sequence, evaluator.pages)
            _ = file.write(kept, to: path, evaluator.pages, evaluator.pool)
        }
    }
}
