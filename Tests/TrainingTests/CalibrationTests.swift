import Foundation
import Testing

@testable import Training

@Suite("Calibration")
struct CalibrationTests {
    /// Replies of one log-probability, so many of a hundred of which are right.
    private func trials(_ logProbability: Double, right: Int) -> [Calibration.Trial] {
        (0..<100).map { Calibration.Trial(logProbability: logProbability, isRight: $0 < right) }
    }

    @Test("The temperature makes a reply's probability the share of right ones")
    func fits() throws {
        // Replies of probability e^-2 are right in 80 of 100 cases: e^(-2/T) = 0.8 at T = 8.96.
        let modest = try #require(Calibration(of: trials(-2, right: 80)))
        #expect((7.5...10.5).contains(modest.temperature), "\(modest)")
        #expect(modest.errorBefore > 0.6)
        #expect(modest.error < 0.05)
        // Of probability e^-0.05, in half of the cases: T = 0.072.
        let sure = try #require(Calibration(of: trials(-0.05, right: 50)))
        #expect((0.05...0.11).contains(sure.temperature), "\(sure)")
        #expect(sure.error < sure.errorBefore)
    }

    @Test("What is right as often as it says is left as it is, and few trials say nothing")
    func leaves() throws {
        let fair = try #require(Calibration(of: trials(-log(2), right: 50)))
        #expect((0.9...1.1).contains(fair.temperature))
        #expect(Calibration(of: Array(trials(-1, right: 10).prefix(5))) == nil)
    }
}
