import RunRecords
import Testing

@Suite struct RunIdentityTests {
    @Test func differencesNameFieldAndBothValues() {
        var now = RunIdentity.sample
        now.learningRate = 0.01
        now.classNames = ["1 alef"]
        #expect(
            now.differences(from: .sample) == [
                #"classNames: ["2 ba", "10 ra"] in the run folder, ["1 alef"] now"#,
                "learningRate: 0.004 in the run folder, 0.01 now",
            ])
        #expect(RunIdentity.sample.differences(from: .sample) == [])
    }

    @Test func arithmeticIsComparedApart() {
        var now = RunIdentity.sample
        now.kernelSet = "avx2"
        #expect(now.differences(from: .sample) == [])
        #expect(
            now.arithmeticDifferences(from: .sample) == [
                "kernelSet: portable in the run folder, avx2 now"
            ])
    }

    /// A field added later cannot be forgotten in the comparison.
    @Test(arguments: [(RunIdentity.sample, 35), (.sampleOfGroups, 39)])
    func everyStoredFieldIsCompared(sample: RunIdentity, fieldCount: Int) throws {
        let line = try JSONFile.line(sample)
        let fields = try JSONFile.decode([String: Field].self, from: line, path: "identity")
        #expect(fields.count == fieldCount)
        for (name, value) in fields {
            var changed = fields
            changed[name] = value.other
            let identity = try JSONFile.decode(
                RunIdentity.self, from: try JSONFile.line(changed), path: "identity")
            let texts =
                identity.differences(from: sample)
                + identity.arithmeticDifferences(from: sample)
            #expect(texts.count == 1, "\(name)")
            #expect(texts.first?.hasPrefix("\(name): ") == true)
        }
    }

    @Test func whatValidationHasNotIsSaid() {
        #expect(
            RunIdentity.sample.differences(from: .sampleOfGroups) == [
                "validationSplit: group in the run folder, stratified now",
                "folds: 5 in the run folder, none now", "fold: 2 in the run folder, none now",
                "groupsDigest: 01ff in the run folder, none now",
            ])
    }

    @Test func itsTextIsTheSameEveryTime() throws {
        // Part of the checkpoint's bytes: a change here is a change of the format.
        let text = String(decoding: try JSONFile.line(RunIdentity.sample), as: UTF8.self)
        #expect(
            text == #"{"averaging":0.998,"batchSize":128,"binaryShare":0.5,"#
                + #""classNames":["2 ba","10 ra"],"#
                + #""dataDigest":"00ff","distillation":0.75,"elasticFraction":0.125,"epochs":15,"#
                + #""gainFraction":0.2,"imageHeight":32,"imageWidth":24,"#
                + #""initialWeights":"1417","ink":"light","kernelSet":"portable","#
                + #""labelSmoothing":0.1,"learningRate":0.004,"lookahead":5,"#
                + #""lookaheadStep":0.25,"momentum":0.9,"optimizer":"adamw","#
                + #""precision":"f32","preset":"compact","rotationDegrees":10,"#
                + #""schedule":"cosine","seed":18446744073709551615,"shearDegrees":5,"#
                + #""shiftFraction":0.1,"strokeFraction":0.25,"#
                + #""teacherKernelSets":[],"teachers":["7ea0"],"#
                + #""validationFraction":0.1,"virtualWorkers":8,"#
                + #""warmupEpochs":0.5,"weightDecay":0.05,"zoomFraction":0.15}"#)
    }

    /// A checkpoint of an older program is whole, and not damaged: it is used, and a run that would
    /// go on otherwise says in what.
    @Test func whatAnOlderProgramWroteIsReadAsDoneWithout() throws {
        let text = #"""
            {"batchSize":128,"classNames":["2 ba","10 ra"],"dataDigest":"00ff","epochs":15,\#
            "imageHeight":32,"imageWidth":24,"ink":"light","kernelSet":"portable",\#
            "labelSmoothing":0.1,"learningRate":0.004,"momentum":0.9,"optimizer":"adamw",\#
            "precision":"f32","preset":"compact","rotationDegrees":10,"schedule":"cosine",\#
            "seed":18446744073709551615,"shearDegrees":5,"shiftFraction":0.1,\#
            "validationFraction":0.1,"virtualWorkers":8,"warmupEpochs":0.5,"weightDecay":0.05,\#
            "zoomFraction":0.15}
            """#
        let old = try JSONFile.decode(RunIdentity.self, from: text.utf8, path: "identity")
        #expect(old.averaging == 0 && old.lookahead == 0 && old.elasticFraction == 0)
        #expect(old.teachers.isEmpty && old.initialWeights.isEmpty)
        let fields = RunIdentity.sample.differences(from: old)
            .map { $0.prefix { $0 != ":" } }
        #expect(
            Set(fields) == [
                "averaging", "binaryShare", "distillation", "elasticFraction", "gainFraction",
                "initialWeights", "lookahead", "lookaheadStep", "strokeFraction", "teachers",
            ])
        let without = try JSONFile.line(old)
        #expect(
            try JSONFile.decode(RunIdentity.self, from: without, path: "identity") == old)
        // Only what was added later may be missing.
        let broken = text.replacing("\"ink\":\"light\",", with: "")
        #expect(throws: RecordError.self) {
            try JSONFile.decode(RunIdentity.self, from: broken.utf8, path: "identity")
        }
    }

    private enum Field: Codable {
        case integer(UInt64)
        case number(Double)
        case text(String)
        case texts([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let value = try? container.decode(UInt64.self) {
                self = .integer(value)
            } else if let value = try? container.decode(Double.self) {
                self = .number(value)
            } else if let value = try? container.decode(String.self) {
                self = .text(value)
            } else {
                self = .texts(try container.decode([String].self))
            }
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            switch self {
            case .integer(let value): try container.encode(value)
            case .number(let value): try container.encode(value)
            case .text(let value): try container.encode(value)
            case .texts(let value): try container.encode(value)
            }
        }

        var other: Field {
            switch self {
            case .integer(let value): .integer(value - 1)
            case .number(let value): .number(value / 2)
            case .text(let value): .text(value + "x")
            case .texts(let value): .texts(value + ["x"])
            }
        }
    }
}
