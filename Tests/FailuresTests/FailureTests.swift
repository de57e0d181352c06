import Failures
import Testing

@Suite struct FailureTests {
    private struct Planted: Failure {
        var what = "no images"
        var location: String?
        var remedy: String?
        var exitStatus: Failures.ExitStatus = .noInput
    }

    private struct Reworded: Failure {
        let what = "no space left"
        let location: String? = "runs/1"
        let remedy: String? = "free some"
        let exitStatus: Failures.ExitStatus = .inputOutput
        let sentence = "cannot write runs/1: no space left"
    }

    private struct Bare: Error {}

    @Test func theMessageSaysWhereWhatAndWhatToDo() {
        #expect("\(Planted())" == "no images")
        #expect("\(Planted(location: "data"))" == "data: no images")
        #expect("\(Planted(remedy: "put some in"))" == "no images; put some in")
        #expect(
            "\(Planted(location: "data", remedy: "put some in"))" == "data: no images; put some in")
    }

    @Test func aTypeMayWordItsSentenceAndKeepsItsRemedy() {
        #expect("\(Reworded())" == "cannot write runs/1: no space left; free some")
        let failure: any Failure = Reworded()
        #expect(failure.sentence == "cannot write runs/1: no space left")
    }

    @Test func anErrorsOwnStatusCounts() {
        #expect(Failures.ExitStatus(of: Planted()) == .noInput)
        #expect(Failures.ExitStatus(of: Reworded()) == .inputOutput)
    }

    @Test func anErrorThatIsNoFailureIsInternal() {
        #expect(Failures.ExitStatus(of: Bare()) == .internalError)
    }

    /// Scripts rely on the numbers.
    @Test(
        arguments: [
            (.done, 0), (.usage, 64), (.badData, 65), (.noInput, 66), (.internalError, 70),
            (.cannotCreate, 73), (.inputOutput, 74), (.stopped, 75), (.stalled, 76),
            (.configuration, 78),
        ] as [(Failures.ExitStatus, Int32)])
    func everyStatusHasItsNumber(status: Failures.ExitStatus, code: Int32) {
        #expect(status.rawValue == code)
    }
}
