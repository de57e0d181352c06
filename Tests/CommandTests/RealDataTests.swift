import TestSupport
import Testing

extension AllCommands {
    /// A part of the data set as its archive unzips, with spaces in the names of folders.
    @Suite struct RealDataTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        @Test(.enabled(if: RealData.folder != nil, "data not present"))
        func aFewWritersOfAHCDGiveTheSameWeightsOnOneAndThreeRanks() throws {
            let forms = ["ahcd": "binary", "ahcd-grey": "grey"]
            for (folder, form) in forms.sorted(by: { $0.key < $1.key }) {
                try RealData.link(folder, to: place.path(folder))
                let options = ["--epochs", "1", "--preset", "compact", "--image-size", "32"]
                let first = try place.train(folder, to: "\(folder)-1", options)
                let header = "364 training, 84 validation, 112 test images; 28 classes;"
                #expect(first.occurrences(of: "\(header) 32x32 \(form), light ink") == 1)
                #expect(first.standardOutput.contains("112 images (\(form))"), "\(first)")
                let alone = try place.results("\(folder)-1").invariant
                #expect(alone.summary["inputForm"] == .string(form))
                #expect(alone.summary["weightsSHA256"].string?.count == 64)

                try place.train(folder, to: "\(folder)-3", options, ranks: 3)
                let shared = try place.results("\(folder)-3").invariant
                #expect(shared.differences(from: alone) == [], "\(folder)")
            }
            #expect(try place.results("ahcd-1").weights != place.results("ahcd-grey-1").weights)
        }
    }
}
