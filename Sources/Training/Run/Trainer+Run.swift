import CKernels
import Foundation
import Models

extension Trainer {
    /// Trains to the end, then writes adapter and report.
    ///
    /// - Parameters:
    ///   - event: Told what happens.
    ///   - isCancelled: Asked between passes; when true the state is saved and the run can go on later.
    /// - Throws: ``TrainingError``, with code `notANumber` when the loss is none; `CancellationError`.
    public func run(
        _ event: (TrainingEvent) -> Void,
        isCancelled: () -> Bool = { false }
    ) throws -> TrainingResult {
        event(.began(plan, done: header.step))
        // Before the first step, or where it was stopped in the middle of an evaluation.
        if lacksEvaluation { event(.evaluated(try evaluate(isCancelled))) }
        let clock = ContinuousClock()
        var spent = Duration.zero
        var (tokens, steps) = (0, 0)
        var first = 0
        for (epoch, count) in stepsInEpochs.enumerated() {
            defer { first += count }
            guard header.step < first + count else { continue }
            let batches = Self.batches(groups, options, capacity, epoch: epoch)
            for index in max(0, header.step - first)..<count {
                let begin = index * options.passesPerStep
                let part = batches[begin..<min(begin + options.passesPerStep, batches.count)]
                let started = clock.now
                let done = try step(Array(part), isCancelled)
                spent += clock.now - started
                tokens += done.tokens
                steps += 1
                header.history.append(done)
                header.step += 1
                let speed = Double(tokens) / max(1e-9, spent / .seconds(1))
                let left = Double(plan.steps - header.step) * (spent / .seconds(1)) / Double(steps)
                event(.step(done, tokensPerSecond: speed, secondsLeft: left))
                let isLast = header.step == plan.steps
                if lacksEvaluation {
                    event(.evaluated(try evaluate(isCancelled)))
                    // It can be tried while the training goes on.
                    if !isLast, header.best?.step == header.step { try writeAdapter() }
                }
                if isLast || header.step % options.checkpointEvery == 0 { try save() }
            }
        }
        return try finish(Double(tokens) / max(1e-9, spent / .seconds(1)))
    }

    /// Whether the examples that are held back are to be gone through at this step and were not yet.
    private var lacksEvaluation: Bool {
        let isDue = header.step % options.evaluateEvery == 0 || header.step == plan.steps
        return !heldBack.isEmpty && isDue && header.evaluations.last?.step != header.step
    }

    /// Goes through the passes of a step and changes the parameters.
    private func step(_ batches: [PackedBatch], _ isCancelled: () -> Bool) throws -> TrainingStep {
        gradients.clear()
        let number = header.step + 1
        let weight = batches.reduce(0) { $0 + $1.weight }
        var loss = 0.0
        for (index, batch) in batches.enumerated() {
            if isCancelled() {
                try save()
                throw CancellationError()
            }
            if options.dropout > 0 {
                let place = UInt64(number) &* 65_536 &+ UInt64(index)
                let seed = SplitMix.mix(options.seed &+ SplitMix.mix(place))
                pass.dropout = TrainingPass.Dropout(rate: options.dropout, seed: seed)
            }
            pass.load(batch)
            pass.forward()
            loss += pass.loss(batch, gradientScale: 1 / weight).weighted(batch)
            pass.backward(into: gradients.pointer)
        }
        pass.dropout = nil
        let size = ck_sum_squares(lanes.pool, gradients.pointer, layout.count).squareRoot()
        guard loss.isFinite, size.isFinite else {
            throw TrainingError(
                .notANumber,
                "the \(loss.isFinite ? "gradient" : "loss") of step \(number) is no number; "
                    + "the checkpoint of an earlier step is kept, train with a lower rate"
            )
        }
        let rate = options.rate(step: header.step, of: plan.steps)
        let cut = options.clip > 0 && size > Double(options.clip) ? Double(options.clip) / size : 1
        let settings = ck_adamw(
            rate: rate,
            beta1: 0.9,
            beta2: 0.999,
            epsilon: 1e-8,
            decay: options.decay,
            scale: Float(cut),
            step: Int32(number)
        )
        ck_adamw_step(
            lanes.pool,
            settings,
            gradients.pointer,
            layout.count,
            parameters.pointer,
            means.pointer,
            squares.pointer
        )
        return TrainingStep(
            step: number,
            loss: loss / weight,
            gradient: size,
            rate: rate,
            tokens: batches.reduce(0) { $0 + $1.tokens.count }
        )
    }

    /// Goes through the examples that are held back.
    private func evaluate(_ isCancelled: () -> Bool) throws -> TrainingEvaluation {
        var (loss, weight, hits, tokens) = (0.0, 0.0, 0, 0)
        var trials: [Calibration.Trial] = []
        for batch in heldBack {
            if isCancelled() {
                try save()
                throw CancellationError()
            }
            pass.load(batch)
            pass.forward()
            let result = pass.loss(batch, gradientScale: nil)
            loss += result.weighted(batch)
            weight += batch.weight
            hits += result.hits.count { $0 }
            tokens += result.hits.count
            trials += batch.examples.map { result.trial($0) }
        }
        let evaluation = TrainingEvaluation(
            step: header.step,
            loss: loss / weight,
            tokenAccuracy: Double(hits) / Double(max(1, tokens)),
            exact: Double(trials.count(where: \.isRight)) / Double(max(1, trials.count)),
            examples: trials.count,
            calibration: Calibration(of: trials)
        )
        header.evaluations.append(evaluation)
        if header.step > 0, header.best.map({ evaluation.isBetter(than: $0) }) ?? true {
            header.best = evaluation
            best.pointer.update(from: parameters.pointer, count: layout.count)
        }
        return evaluation
    }

    /// Writes the adapter of the best evaluation, or else of the last step, in both forms.
    ///
    /// - Returns: The path of the GGUF file.
    @discardableResult
    private func writeAdapter() throws -> String {
        var notes = notes
        if let calibration = header.best?.calibration {
            notes[AdapterFile.notePrefix + "temperature"] = "\(calibration.temperature)"
        }
        let file = AdapterFile(
            layout.factors(header.best == nil ? parameters : best),
            alpha: options.alpha,
            for: frozen.configuration,
            notes: notes
        )
        let adapter = folder + "/adapter.gguf"
        try DurableFile.replace(adapter, bytes: file.gguf())
        try DurableFile.replace(folder + "/adapter_model.safetensors", bytes: file.safetensors())
        try DurableFile.replace(folder + "/adapter_config.json", bytes: Array(file.peftConfiguration().utf8))
        return adapter
    }

    /// Writes adapter and report.
    private func finish(_ speed: Double) throws -> TrainingResult {
        let adapter = try writeAdapter()
        let last = header.history.suffix(10)
        let result = TrainingResult(
            adapter: adapter,
            folder: folder,
            report: folder + "/report.html",
            steps: header.step,
            loss: last.reduce(0) { $0 + $1.loss } / Double(max(1, last.count)),
            evaluation: header.best ?? header.evaluations.last,
            tokensPerSecond: speed
        )
        let report = TrainingReport(
            plan: plan,
            options: options,
            result: result,
            steps: header.history,
            evaluations: header.evaluations,
            skipped: skipped
        )
        try DurableFile.replace(result.report, bytes: Array(report.html.utf8))
        return result
    }
}
