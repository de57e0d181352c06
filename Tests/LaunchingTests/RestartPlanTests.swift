import Glibc
import Launching
import Testing

/// What `launch` does after an attempt, without processes.
@Suite struct RestartPlanTests {
    private func plan(
        restarts: Int = 3, minimumRanks: Int? = nil,
        change: (inout RestartPolicy) -> Void = { _ in }
    ) -> RestartPlan {
        var policy = RestartPolicy()
        policy.maximumRestarts = restarts
        policy.minimumRanks = minimumRanks
        change(&policy)
        return RestartPlan(policy: policy)
    }

    private func failure(
        _ code: Int32 = 137, ranks: Int = 8, from stepBefore: Int = 0, to stepAfter: Int = 0
    ) -> Attempt {
        Attempt(ranks: ranks, exitCode: code, stepBefore: stepBefore, stepAfter: stepAfter)
    }

    @Test func aFinishedTrainingEndsWith0() {
        var plan = plan()
        #expect(plan.next(after: failure(0, to: 9)) == .end(0, .finished))
    }

    @Test(arguments: [64, 65, 66, 70, 73, 78] as [Int32])
    func whatCannotGetBetterIsGivenUpAtOnce(code: Int32) {
        var plan = plan()
        #expect(plan.next(after: failure(code, to: 9)) == .end(code, .cannotGetBetter))
    }

    @Test(arguments: [1, 74, 76, 132, 134, 137, 139, 205, 255] as [Int32])
    func allElseIsTriedAgain(code: Int32) {
        var plan = plan()
        #expect(plan.next(after: failure(code, to: 9)) == .start(ranks: 8, delaySeconds: 1))
    }

    @Test func theWaitDoublesUpToHalfAMinute() {
        var plan = plan(restarts: 7)
        let delays = (0..<7).map { index -> Double in
            let action = plan.next(after: failure(from: index, to: index + 1))
            guard case .start(_, let delay) = action else { return -1 }
            return delay
        }
        #expect(delays == [1, 2, 4, 8, 16, 30, 30])
        #expect(plan.restartCount == 7)
    }

    @Test func thereAreNoMoreRestartsThanAllowed() {
        var plan = plan(restarts: 2)
        _ = plan.next(after: failure(from: 0, to: 1))
        _ = plan.next(after: failure(from: 1, to: 2))
        #expect(plan.next(after: failure(76, from: 2, to: 3)) == .end(76, .restartsUsedUp))
    }

    @Test func twoFailuresInARowWithoutANewCheckpointAreTheEnd() {
        var plan = plan()
        #expect(plan.next(after: failure(from: 0, to: 5)) == .start(ranks: 8, delaySeconds: 1))
        #expect(plan.next(after: failure(139, from: 5, to: 5)) == .end(139, .noProgress))
    }

    @Test func aCheckpointBetweenTwoFailuresIsProgressAlsoBelowAnOlderOne() {
        var plan = plan()
        #expect(plan.next(after: failure(from: 0, to: 100)) == .start(ranks: 8, delaySeconds: 1))
        // The newest was damaged: the attempt began with the one before.
        #expect(plan.next(after: failure(from: 90, to: 95)) == .start(ranks: 8, delaySeconds: 2))
    }

    @Test func fewerRanksAreTriedBeforeGivingUp() {
        var plan = plan(restarts: 9, minimumRanks: 3)
        #expect(plan.next(after: failure(ranks: 8)) == .start(ranks: 4, delaySeconds: 1))
        #expect(plan.next(after: failure(ranks: 4)) == .start(ranks: 3, delaySeconds: 2))
        #expect(plan.next(after: failure(ranks: 3)) == .start(ranks: 3, delaySeconds: 4))
        #expect(plan.next(after: failure(1, ranks: 3)) == .end(1, .noProgress))
    }

    @Test func ranksThatMakeProgressAreKept() {
        var plan = plan(minimumRanks: 1)
        #expect(plan.next(after: failure(to: 5)) == .start(ranks: 8, delaySeconds: 1))
    }

    @Test(arguments: [75, 138, 137] as [Int32])
    func afterAStopThatWasAskedForNothingIsStarted(code: Int32) {
        var plan = plan()
        let attempt = Attempt(ranks: 2, exitCode: code, wasAskedToStop: true, stepAfter: 7)
        let action: NextAction =
            code == 137 ? .end(137, .failedWhileStopping) : .end(75, .stopped)
        #expect(plan.next(after: attempt) == action)
    }

    @Test func aStopThatNobodyAskedForGoesOnAtOnceAndIsNoFailure() {
        var plan = plan(restarts: 0)
        for step in 0..<20 {
            let attempt = failure(75, from: step, to: step + 1)
            #expect(plan.next(after: attempt) == .start(ranks: 8, delaySeconds: 0))
        }
    }

    @Test func stopsWithoutANewCheckpointCountAsFailures() {
        var plan = plan()
        #expect(plan.next(after: failure(75, from: 4, to: 4)) == .start(ranks: 8, delaySeconds: 1))
        #expect(plan.next(after: failure(75, from: 4, to: 4)) == .end(75, .noProgress))
    }

    @Test func aTrainingThatStopsByItselfIsNotStartedAgain() {
        var plan = plan { $0.expectsStop = true }
        #expect(plan.next(after: failure(75, to: 4)) == .end(75, .stopped))
    }

    @Test func theCodeOfAStopCanBeAnother() {
        var plan = plan { $0.stopCode = 3 }
        #expect(plan.next(after: failure(3, to: 4)) == .start(ranks: 8, delaySeconds: 0))
        let attempt = Attempt(ranks: 8, exitCode: 128 + SIGUSR1, wasAskedToStop: true)
        #expect(plan.next(after: attempt) == .end(3, .stopped))
    }
}
