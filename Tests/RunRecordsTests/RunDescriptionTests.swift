import ConvNet
import Failures
import RunRecords
import Testing

@Suite struct RunDescriptionTests {
    @Test func differencesNamePropertyAndBothValues() {
        var now = RunDescription.sample
        now.schedule.learningRate = 0.01
        now.data.classNames = ["1 alef"]
        #expect(
            now.differences(from: .sample) == [
                "data.classNames: 2 ba, 10 ra in the run folder, 1 alef now",
                "schedule.learningRate: 0.004 in the run folder, 0.01 now",
            ])
        #expect(RunDescription.sample.differences(from: .sample) == [])
    }

    @Test func kernelsAreComparedApart() {
        var now = RunDescription.sample
        now.arithmetic.kernels = .avx2
        #expect(now.differences(from: .sample) == [])
        #expect(
            now.kernelDifferences(from: .sample) == [
                "arithmetic.kernels: portable in the run folder, avx2 now"
            ])
        now.arithmetic.teacherKernels = []
        #expect(now.kernelDifferences(from: .sample).count == 2)
    }

    @Test func whatValidationHasNotIsSaid() {
        #expect(
            RunDescription.sample.differences(from: .sampleOfGroups) == [
                "validation.fold: count: 5; number: 2 in the run folder, none now",
                "validation.groupsDigest: 01ff in the run folder, none now",
                "validation.split: group in the run folder, stratified now",
            ])
    }

    @Test func itsTextIsTheSameEveryTime() throws {
        // Part of the checkpoint's bytes: a change here is a change of the format.
        let text = String(decoding: try JSONFile.line(RunDescription.sample), as: UTF8.self)
        #expect(
            text == #"{"arithmetic":{"exchange":"bf16","kernels":"portable","precision":"bf16","#
                + #""teacherKernels":["avx2"]},"#
                + #""augmentation":{"binaryShare":0.5,"elasticFraction":0.125,"#
                + #""gainFraction":0.3,"rotationDegrees":5,"shearDegrees":5,"#
                + #""shiftFraction":0.1,"strokeFraction":0.25,"zoomFraction":0.15},"#
                + #""data":{"classNames":["2 ba","10 ra"],"digest":"00ff","imageHeight":24,"#
                + #""imageWidth":20,"ink":"light"},"#
                + #""distillation":{"share":0.75,"teachers":["7ea0"]},"#
                + #""loss":{"classWeights":"balanced","labelSmoothing":0.2},"#
                + #""network":{"initialWeights":"1417","preset":"keras"},"#
                + #""optimizer":{"averaging":0.998,"lookahead":5,"lookaheadStep":0.25,"#
                + #""momentum":0.8,"name":"sgd","weightDecay":0.05},"#
                + #""schedule":{"batchSize":128,"epochs":15,"learningRate":0.004,"#
                + #""shape":"step","virtualWorkers":4,"warmupEpochs":0.5},"#
                + #""seed":18446744073709551615,"#
                + #""validation":{"criterion":"loss","folderDigest":"3a","fraction":0.2,"#
                + #""groupsDigest":"","#
                + #""split":"stratified"}}"#)
    }

    @Test func itComesBack() throws {
        for description in [RunDescription.sample, .sampleOfGroups] {
            let text = try JSONFile.line(description)
            #expect(
                try JSONFile.filled(RunDescription.self, from: text, path: "d") == description)
        }
    }

    /// The one rule for properties that a file does not have, in whole groups and inside of groups.
    @Test func aPropertyThatIsMissingHasItsDefault() throws {
        let whole = try JSONFile.decode(
            JSONValue.self, from: try JSONFile.line(RunDescription.sampleOfGroups), path: "d")
        for (path, _) in whole.leaves {
            let words = path.split(separator: ".").map(String.init)
            // A fold is one value: its two numbers need each other.
            if words.contains("fold") { continue }
            let text = try JSONFile.line(whole.without(words[...]))
            let read = try JSONFile.filled(RunDescription.self, from: text, path: "d")
            let differences =
                read.differences(from: .sampleOfGroups)
                + read.kernelDifferences(from: .sampleOfGroups)
            #expect(differences.count == 1, "\(path)")
            #expect(differences.first?.hasPrefix("\(path): ") == true)
            #expect(
                JSONValue(of: read).at(words[...]) == JSONValue(of: RunDescription()).at(words[...])
            )
        }
        #expect(
            try JSONFile.filled(RunDescription.self, from: "{}".utf8, path: "d") == RunDescription()
        )
    }

    /// A later version may have meant something by it that decides the weights.
    @Test func aPropertyThatIsUnknownIsRefusedByName() {
        let error = #expect(throws: RecordError.self) {
            try JSONFile.filled(
                RunDescription.self, from: #"{"loss": {"focal": 2}}"#.utf8, path: "d")
        }
        #expect(error?.what.contains("loss.focal") == true)
    }

    @Test func anUnknownNameIsRefusedWithItsPlace() {
        let error = #expect(throws: RecordError.self) {
            try JSONFile.filled(
                RunDescription.self, from: #"{"network": {"preset": "huge"}}"#.utf8, path: "d")
        }
        #expect(error?.what.contains("network.preset") == true)
        #expect(error?.what.contains("huge") == true)
    }

    @Test func aConfigurationOfTheFlatFormIsRefusedByItsVersion() {
        let flat = #"{"identity": {"epochs": 15}, "operation": {"ranks": 1}}"#
        let error = #expect(throws: RecordError.self) {
            try RunConfiguration(json: flat.utf8, path: "runs/x/config.json")
        }
        #expect(error?.description.contains("runs/x/config.json") == true)
        #expect(error?.what.contains("version 1") == true)
        #expect(error?.what.contains("version 2") == true)
    }
}

extension JSONValue {
    fileprivate func without(_ path: ArraySlice<String>) -> JSONValue {
        guard case .object(var fields) = self, let name = path.first else { return self }
        fields[name] = path.count == 1 ? nil : fields[name]?.without(path.dropFirst())
        return .object(fields)
    }

    fileprivate func at(_ path: ArraySlice<String>) -> JSONValue? {
        path.first.map { self[$0]?.at(path.dropFirst()) } ?? self
    }
}
