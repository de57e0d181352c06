import ConvNet
import Glibc
import Testing

@Suite struct LearningRateScheduleTests {
    @Test(arguments: LearningRateSchedule.allCases)
    func warmUpRisesInAStraightLineToThePeak(schedule: LearningRateSchedule) {
        let factors = (1...4).map {
            schedule.factor(stepNumber: $0, stepCount: 100, warmupSteps: 3)
        }
        #expect(factors == [0.25, 0.5, 0.75, 1])
    }

    @Test(arguments: LearningRateSchedule.allCases)
    func withoutWarmUpTheFirstStepHasThePeak(schedule: LearningRateSchedule) {
        #expect(schedule.factor(stepNumber: 1, stepCount: 100, warmupSteps: 0) == 1)
    }

    @Test(arguments: LearningRateSchedule.allCases)
    func afterWarmUpTheFactorNeverRisesAndStaysPositive(schedule: LearningRateSchedule) {
        let factors = (11...1000).map {
            schedule.factor(stepNumber: $0, stepCount: 1000, warmupSteps: 10)
        }
        #expect(zip(factors, factors.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(factors.allSatisfy { $0 > 0 && $0 <= 1 })
        if schedule == .cosine || schedule == .triangle {
            #expect(zip(factors, factors.dropFirst()).allSatisfy { $0 > $1 })
        }
    }

    @Test func cosineEqualsTheLibrary() {
        for step in 1...1000 {
            let factor = LearningRateSchedule.cosine.factor(
                stepNumber: step, stepCount: 1000, warmupSteps: 0)
            let expected = (1 + cos(.pi * Double(step - 1) / 1000)) / 2
            #expect(abs(factor - expected) <= 1e-12)
        }
        let middle = LearningRateSchedule.cosine.factor(
            stepNumber: 501, stepCount: 1000, warmupSteps: 0)
        #expect(middle == 0.5)
    }

    @Test func triangleFallsByOneShareAStep() {
        let factors = (1...4).map {
            LearningRateSchedule.triangle.factor(stepNumber: $0, stepCount: 4, warmupSteps: 0)
        }
        #expect(factors == [1, 0.75, 0.5, 0.25])
    }

    @Test func stepFallsAtHalfAndThreeQuarters() {
        let factors = [1, 50, 51, 75, 76, 100].map {
            LearningRateSchedule.step.factor(stepNumber: $0, stepCount: 100, warmupSteps: 0)
        }
        #expect(factors == [1, 1, 0.1, 0.1, 0.01, 0.01])
    }

    @Test func constantStays() {
        #expect(
            LearningRateSchedule.constant.factor(
                stepNumber: 100, stepCount: 100, warmupSteps: 5) == 1)
    }

    @Test(arguments: LearningRateSchedule.allCases)
    func aRunThatIsAllWarmUpHasAFactor(schedule: LearningRateSchedule) {
        let factor = schedule.factor(stepNumber: 3, stepCount: 3, warmupSteps: 3)
        #expect(factor == 0.75)
    }
}
