import Evaluation
import FoundationEssentials
import RunRecords
import Testing

@Suite struct RunRecordTests {
    @Test func epochLineHasEveryFieldAndNullForWhatIsNotANumber() throws {
        let record = EpochRecord(
            epoch: 3, step: 285, learningRate: 0.5, trainLoss: .nan, trainAccuracy: 0.25,
            validationLoss: nil, validationCrossEntropy: .infinity, validationAccuracy: 0.75,
            best: true, epochSeconds: 12, imagesPerSecond: 700, exchangeSeconds: 0.5,
            waitedForSeconds: ["rank 1 on a": 2])
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = String(decoding: try encoder.encode(record), as: UTF8.self)
        #expect(
            text == #"{"best":true,"epoch":3,"epochSeconds":12,"exchangeSeconds":0.5,"#
                + #""imagesPerSecond":700,"learningRate":0.5,"step":285,"trainAccuracy":0.25,"#
                + #""trainLoss":null,"validationAccuracy":0.75,"validationCrossEntropy":null,"#
                + #""validationLoss":null,"waitedForSeconds":{"rank 1 on a":2}}"#)
        let read = try JSONDecoder().decode(EpochRecord.self, from: Data(text.utf8))
        #expect(read.trainLoss.isNaN)
        #expect(read.validationLoss == nil)
        #expect(read.step == 285)
        #expect(read.exchangeSeconds == 0.5)
        #expect(read.waitedForSeconds == ["rank 1 on a": 2])
    }

    @Test func aLineWithoutWhoWasWaitedForIsRead() throws {
        let text =
            #"{"best":true,"epoch":3,"epochSeconds":12,"exchangeSeconds":0.5,"#
            + #""imagesPerSecond":700,"learningRate":0.5,"step":285,"trainAccuracy":0.25,"#
            + #""trainLoss":null}"#
        let read = try JSONDecoder().decode(EpochRecord.self, from: Data(text.utf8))
        #expect(read.waitedForSeconds.isEmpty)
    }

    @Test func summaryWithoutValidationSaysNull() throws {
        let summary = RunSummary(
            test: nil, validation: nil, train: nil,
            evaluated: RunSummary.Evaluated(epoch: 1, step: 2, averaged: true, sha256: "e"),
            weightsSHA256: "w", epochs: 1, steps: 2, wallSeconds: 3, startToFirstStepSeconds: 4,
            imagesPerSecond: 5, ranks: 6, virtualWorkers: 7, precision: "f32", kernelSet: "k",
            preset: "p", parameterCount: 8, peakMemoryBytes: 9, inputForm: .binary,
            seed: .max, dataDigest: "d", buildID: "b")
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let data = try encoder.encode(summary)
        #expect(
            String(decoding: data, as: UTF8.self) == #"{"buildID":"b","#
                + #""dataDigest":"d","epochs":1,"evaluated":{"averaged":true,"epoch":1,"#
                + #""sha256":"e","step":2},"imagesPerSecond":5,"inputForm":"binary","#
                + #""kernelSet":"k","leftOut":[],"parameterCount":8,"peakMemoryBytes":9,"precision":"f32","#
                + #""preset":"p","ranks":6,"seed":18446744073709551615,"#
                + #""startToFirstStepSeconds":4,"steps":2,"test":null,"train":null,"#
                + #""validation":null,"virtualWorkers":7,"wallSeconds":3,"warnings":[],"#
                + #""weightsSHA256":"w"}"#)
        #expect(try JSONDecoder().decode(RunSummary.self, from: data) == summary)
    }
}
