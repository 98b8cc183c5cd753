import Foundation
import Testing

@testable import Training

@Suite("Losses and gradients")
struct GradientTests {
    /// The losses and gradients of a batch.
    private func gradients(_ pass: TrainingPass, _ batch: PackedBatch) -> (BatchLoss, [Float]) {
        let gradients = FloatMemory(pass.layout.count)
        pass.load(batch)
        pass.forward()
        let loss = pass.loss(batch, gradientScale: 1 / batch.weight)
        pass.backward(into: gradients.pointer)
        let values = withExtendedLifetime(gradients) {
            Array(UnsafeBufferPointer(start: gradients.pointer, count: gradients.count))
        }
        return (loss, values)
    }

    @Test(
        "A packed batch gives PyTorch's losses and gradients of texts that are not packed",
        arguments: ["llama", "qwen2"]
    )
    func fixture(_ family: String) throws {
        let fixture = try GradientFixture(family)
        let batch = fixture.batch
        let (pass, _) = try TrainableModel(family).pass(rows: batch.tokens.count)
        let (loss, gradients) = gradients(pass, batch)
        #expect(loss.losses.count == fixture.losses.count)
        for (ours, theirs) in zip(loss.losses, fixture.losses) {
            #expect(abs(ours - theirs) <= 1e-4 * max(1, theirs))
        }
        #expect(abs(loss.weighted(batch) / batch.weight - fixture.loss) < 1e-4)
        let layout = pass.layout
        var compared = 0
        for slot in layout.slots {
            let name = "blk.\(slot.layer).\(slot.matrix.rawValue).weight"
            for part in ["a", "b"] {
                let wanted = try #require(fixture.gradients["\(name).\(part)"])
                let extent = part == "a" ? slot.columns : slot.rows
                // A is (rank, columns) on both sides, B (rows, rank) there and (rank, rows) here.
                func value(_ place: Int) -> Double {
                    let at =
                        part == "a"
                        ? slot.a + place
                        : slot.b + place % layout.rank * extent + place / layout.rank
                    return Double(gradients[at])
                }
                let count = layout.rank * extent
                let size = (0..<count).reduce(0) { $0 + value($1) * value($1) }.squareRoot()
                #expect(abs(size - wanted.size) <= 1e-3 * wanted.size, "\(name).\(part)")
                let usual = wanted.size / Double(count).squareRoot()
                for (place, theirs) in zip(wanted.places, wanted.values) {
                    let ours = value(place)
                    #expect(abs(ours - theirs) <= 1e-3 * max(abs(theirs), usual), "\(name).\(part)[\(place)]")
                    compared += 1
                }
            }
        }
        #expect(compared == 2 * 7 * 2 * 16)
    }

    @Test(
        "Products in 16-bit whole numbers give nearly the same losses and gradients",
        arguments: ["llama", "qwen2"]
    )
    func rounded(_ family: String) throws {
        let batch = try GradientFixture(family).batch
        let model = try TrainableModel(family)
        let (exact, _) = try model.pass(rows: batch.tokens.count)
        let (rounded, _) = try model.pass(rows: batch.tokens.count, products: .int16)
        let (loss, gradient) = gradients(exact, batch)
        let (roundedLoss, roundedGradient) = gradients(rounded, batch)
        for (ours, theirs) in zip(roundedLoss.losses, loss.losses) {
            #expect(abs(ours - theirs) <= 0.01 * max(1, theirs))
        }
        func product(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Double {
            zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        }
        // Of all parameters, and of each factor, whose gradients differ in size.
        var parts = [0..<gradient.count]
        for slot in exact.layout.slots {
            parts.append(slot.a..<slot.b)
            parts.append(slot.b..<slot.b + exact.layout.paddedRank * slot.rows)
        }
        for part in parts {
            let (a, b) = (gradient[part], roundedGradient[part])
            let cosine = product(a, b) / (product(a, a) * product(b, b)).squareRoot()
            #expect(cosine >= 0.9999, "\(part): \(cosine)")
        }
    }

    @Test(
        "Neither threads nor less memory change a bit",
        arguments: [(1, 1 << 30), (2, 0), (1, 0)],
        TrainingProducts.allCases
    )
    func repeatable(_ limits: (threads: Int, memory: Int), _ products: TrainingProducts) throws {
        let (threads, memory) = limits
        let batch = try GradientFixture("llama").batch
        let model = try TrainableModel("llama")
        let (first, _) = try model.pass(rows: batch.tokens.count, products: products)
        let (other, _) = try model.pass(
            rows: batch.tokens.count,
            products: products,
            threads: threads,
            memory: memory
        )
        #expect(first.keepsStates && other.keepsStates == (memory > 0))
        let (loss, gradient) = gradients(first, batch)
        let (otherLoss, otherGradient) = gradients(other, batch)
        #expect(loss.losses == otherLoss.losses && gradient == otherGradient)
        #expect(gradient.contains { $0 != 0 })
    }

    @Test(
        "Along its gradient the loss rises as the gradient says, with and without dropout",
        arguments: [0, 0.3]
    )
    func finiteDifference(_ dropout: Float) throws {
        let batch = try GradientFixture("qwen2").batch
        let (pass, parameters) = try TrainableModel("qwen2").pass(rows: batch.tokens.count)
        if dropout > 0 { pass.dropout = TrainingPass.Dropout(rate: dropout, seed: 9) }
        let (_, gradient) = gradients(pass, batch)
        let size = gradient.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
        let base = Array(UnsafeBufferPointer(start: parameters.pointer, count: parameters.count))
        func loss(_ step: Double) -> Double {
            for index in base.indices {
                parameters.pointer[index] = base[index] + Float(step * Double(gradient[index]) / size)
            }
            pass.load(batch)
            pass.forward()
            return pass.loss(batch, gradientScale: nil).weighted(batch) / batch.weight
        }
        // Two step lengths cancel the third derivative.
        func slope(_ step: Double) -> Double { (loss(step) - loss(-step)) / (2 * step) }
        let estimate = (4 * slope(0.01) - slope(0.02)) / 3
        #expect(abs(estimate - size) <= 3e-3 * size, "\(estimate) against \(size)")
    }

    @Test("What a branch gives does not depend on its neighbours")
    func branches() throws {
        let fixture = try GradientFixture("llama")
        let group = try #require(fixture.groups.first)
        let (pass, _) = try TrainableModel("llama").pass(rows: fixture.batch.tokens.count)
        var alone: [Double] = []
        for branch in group.branches {
            var batch = PackedBatch()
            let own = TokenGroup.Branch(tokens: branch.tokens, targets: branch.targets, weight: 1)
            batch.add(TokenGroup(prefix: group.prefix, branches: [own]))
            pass.load(batch)
            pass.forward()
            alone += pass.loss(batch, gradientScale: nil).losses
        }
        pass.load(fixture.batch)
        pass.forward()
        let together = pass.loss(fixture.batch, gradientScale: nil).losses.prefix(alone.count)
        for (one, other) in zip(alone, together) { #expect(abs(one - other) < 1e-4) }
    }
}
