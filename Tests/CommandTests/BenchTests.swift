import TestSupport
import Testing

extension AllCommands {
    /// `bench kernels`, `bench exchange`, `bench scaling` and `bench data`; how fast this machine is does not matter.
    @Suite struct BenchTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        private func measure(_ arguments: [String], ranks: Int? = nil) throws -> JSONNode {
            let result = try place.hwrDist(
                ["bench"] + arguments + ["--seconds", "0.1", "--json"], ranks: ranks)
            try #require(result.status == 0 && result.standardError == "", "\(result)")
            let lines = try JSONNode.lines(result.standardOutput)
            try #require(lines.count == 1)
            return lines[0]
        }

        private func positive(_ node: JSONNode, _ names: String...) throws {
            for name in names {
                #expect(try #require(node[name].number, "\(name)") > 0, "\(name)")
            }
        }

        @Test func kernelsNamesEachLayerOfThePreset() throws {
            let result = try measure(["kernels", "--preset", "keras"])
            #expect(result["preset"].string == "keras")
            #expect(result["precision"].string == "f32")
            #expect(result["microBatchSize"].number == 32)
            try positive(
                result["limits"], "gflops", "cacheBytesPerSecond", "memoryBytesPerSecond")
            let layers = result["layers"].elements
            #expect(
                layers.map(\.["name"].string) == [
                    "block1", "convolution1", "activation1", "dense1", "dense2",
                ])
            #expect(layers[1]["input"].string == "15x15x32")
            // Without the last row and column, which pooling drops.
            #expect(layers[1]["output"].string == "12x12x64")
        }

        @Test func kernelsMeasuresTheOtherPrecisionToo() throws {
            let result = try measure([
                "kernels", "--preset", "keras", "--precision", "bf16", "--kernels", "portable",
            ])
            #expect(result["precision"].string == "bf16")
            try place.hwrDist(["bench", "kernels", "--kernels", "amx"])
                .expectFailure(78, saying: ["cannot run the amx kernels in f32"])
        }

        @Test func operationsAreCountedAsDirectConvolutions() throws {
            let result = try measure(["kernels", "--preset", "compact", "--kernels", "portable"])
            #expect(result["kernelSet"].string == "portable")
            let layers = result["layers"].elements
            func operations(_ layer: JSONNode, _ direction: String) throws -> Double {
                try positive(layer[direction], "microsecondsPerImage", "gflops", "shareOfPeak")
                #expect(layer[direction]["bytesPerSecond"].number == nil)
                return (layer[direction]["gflops"].number ?? 0)
                    * (layer[direction]["microsecondsPerImage"].number ?? 0) * 1e3
            }
            // 3x3 weights from 1 to 16 channels at 32x32 places; the images need no gradient.
            let first = 2.0 * 9 * 16 * 1024
            #expect(abs(try operations(layers[0], "forward") / first - 1) < 1e-6)
            #expect(abs(try operations(layers[0], "backward") / first - 1) < 1e-6)
            let second = 2.0 * 9 * 16 * 32 * 256
            #expect(layers[1]["name"].string == "convolution1")
            #expect(abs(try operations(layers[1], "forward") / second - 1) < 1e-6)
            #expect(abs(try operations(layers[1], "backward") / (2 * second) - 1) < 1e-6)
        }

        @Test func activationsAreMeasuredByTheBytesTheyMove() throws {
            let layers = try measure(["kernels", "--preset", "accurate"])["layers"].elements
            let shortcut = try #require(
                layers.first { $0["name"].string == "activation1+shortcut" })
            for (direction, bytes) in [
                // Input, shortcut, pooled output and its winners.
                ("forward", 4 * (2 * 32768 + 8192) + 8192),
                // These again, with a gradient of each.
                ("backward", 4 * (4 * 32768 + 8192) + 8192),
            ] {
                let pass = shortcut[direction]
                try positive(pass, "microsecondsPerImage", "shareOfCacheCopy", "shareOfMemoryCopy")
                #expect(pass["gflops"].number == nil)
                let moved =
                    (pass["bytesPerSecond"].number ?? 0)
                    * (pass["microsecondsPerImage"].number ?? 0) * 1e-6
                #expect(abs(moved / Double(bytes) - 1) < 1e-6)
            }
        }

        @Test(arguments: Launcher.allCases)
        func exchangeTellsTimesOfTheSlowestRank(launcher: Launcher) throws {
            let result = try measure(
                ["exchange", "--elements", "1000", "--virtual-workers", "5"],
                ranks: launcher.ranks)
            #expect(result["ranks"].number == Double(launcher.ranks ?? 1))
            #expect(result["byteCount"].number == 4000)
            try positive(
                result, "sums", "exchangeSeconds", "foldSeconds", "copySeconds",
                "copyBytesPerSecond")
            let times = [
                "exchangeLowerQuartileSeconds", "exchangeSeconds", "exchangeUpperQuartileSeconds",
            ].compactMap { result[$0].number }
            #expect(times.count == 3 && times == times.sorted())
            #expect((result["exchangeBytesPerSecond"].number != nil) == (launcher == .threeRanks))
        }

        @Test func exchangeOfOneFloatIsASumToo() throws {
            let result = try measure(["exchange", "--elements", "1"], ranks: 2)
            #expect(result["elementCount"].number == 1)
        }

        @Test func exchangeRefusesMoreRanksThanWorkers() throws {
            try place.hwrDist(["bench", "exchange", "--virtual-workers", "2"], ranks: 3)
                .expectFailure(78, saying: ["3 ranks cannot share 2 virtual workers"])
        }

        /// 136,000 parameters of 4 bytes on 16 hosts cross a link of 10 Mbit/s in 0.8 s and more.
        @Test func scalingAddsTheWireToTheComputing() throws {
            let result = try place.hwrDist([
                "bench", "scaling", "--preset", "compact", "--ranks-per-host", "4", "--ranks", "64",
                "--megabits", "10", "100000", "--computing", "0.5", "--hiding-share", "0",
                "--seconds", "0.1", "--json",
            ])
            try #require(result.status == 0, "\(result)")
            let rows = try JSONNode.lines(result.standardOutput)
            #expect(rows.map(\.["ranks"].number) == [4, 4, 8, 8, 16, 16, 32, 32, 64, 64])
            #expect(rows.map(\.["hosts"].number) == [1, 1, 2, 2, 4, 4, 8, 8, 16, 16])
            let steps = rows.compactMap(\.["stepSeconds"].number)
            #expect(steps[0] == 0.5 && steps[1] == 0.5)
            #expect(steps[8] > 0.5 + 0.8 && steps[8] < 0.5 + 1.2, "\(steps)")
            #expect(steps[9] < 0.51, "\(steps)")
            // 32 images of each rank.
            let last = try #require(rows.last?["imagesPerSecond"].number)
            #expect(abs(last * steps[9] - 64 * 32) < 1e-6)
        }

        @Test func gradientsInBfloat16HalveTheBytesOfTheWire() throws {
            let bytes = try ["f32", "bf16"].map { exchange in
                let result = try place.hwrDist([
                    "bench", "scaling", "--preset", "compact", "--exchange", exchange,
                    "--ranks-per-host", "4", "--ranks", "8", "--computing", "0.5",
                    "--megabits", "100", "--seconds", "0.1", "--json",
                ])
                try #require(result.status == 0, "\(result)")
                return try JSONNode.lines(result.standardOutput).last?["wireBytes"].number
            }
            #expect(bytes[0] != nil && bytes[1] == bytes[0].map { $0 / 2 }, "\(bytes)")
        }

        @Test func scalingPrintsATableOfEachPreset() throws {
            let result = try place.hwrDist(["bench", "scaling", "--seconds", "0.1"])
            #expect(result.status == 0, "\(result)")
            for text in ["keras f32: ", "compact f32: ", "accurate f32: "] {
                #expect(result.standardOutput.contains(text))
            }
            let last = result.standardOutput.split(separator: "\n").filter {
                $0.hasPrefix(" 1024") || $0.hasPrefix("1024")
            }
            #expect(last.count == 3, "\(result)")
            try place.hwrDist(["bench", "scaling", "--hiding-share", "2"])
                .expectFailure(64, saying: ["--hiding-share takes a number from 0 to 1"])
        }

        @Test func dataReadsLettersThatItWrote() throws {
            let result = try measure(["data"])
            #expect(result["source"].string == "synthetic letters, written as PNG files")
            #expect(result["meanSourcePixels"].number == 4096)
            for name in ["load", "augmentation", "normalisation", "step"] {
                try positive(
                    result[name], "imagesPerSecond", "microsecondsPerImage", "shareOfStep")
            }
            #expect(result["step"]["shareOfStep"].number == 1)
        }

        @Test func dataLeavesNothingBehindAndReadsAFolder() throws {
            try makeFolder(place.path("tmp"))
            let synthetic = try place.hwrDist(
                ["bench", "data", "--seconds", "0.1"],
                environment: ["TMPDIR": place.path("tmp"), "OMPI_MCA_btl": "bogus"])
            #expect(synthetic.status == 0 && synthetic.standardOutput.contains("compact step"))
            #expect(try names(in: place.path("tmp")).isEmpty)

            try place.makeLetters(perClass: 4, classCount: 5)
            let train = try names(in: place.path("letters/train"))
            try write([1, 2, 3], to: place.path("letters/train/\(train[0])"))
            let result = try measure(["data", "--data", "letters"])
            #expect(result["source"].string == "letters")
            #expect(result["fileCount"].number == Double(train.count - 1))
            #expect(result["unreadableCount"].number == 1)
        }

        @Test func dataRefusesFoldersWithoutImages() throws {
            try place.hwrDist(["bench", "data", "--data", "nowhere"])
                .expectFailure(66, saying: ["nowhere"])
            try makeFolder(place.path("letters"))
            try makeFolder(place.path("letters/train"))
            for name in ["a_label_1.png", "b_label_2.png"] {
                try write([1, 2, 3], to: place.path("letters/train/\(name)"))
            }
            try place.hwrDist(["bench", "data", "--data", "letters", "--seconds", "0.1"])
                .expectFailure(65, saying: ["none of 2 images can be read"])
        }

        @Test(arguments: [
            ["kernels", "--preset", "huge"], ["kernels", "--seconds", "0"],
            ["kernels", "--kernels", "sse9"], ["exchange", "--elements", "0"],
            ["exchange", "--virtual-workers", "0"], ["exchange", "--seconds", "nan"],
            ["data", "--seconds", "-1"], ["data", "--elements", "3"], ["tea"],
        ])
        func nonsenseIsAUsageError(arguments: [String]) throws {
            let result = try place.hwrDist(["bench"] + arguments)
            #expect(result.status == 64 && result.standardOutput == "", "\(result)")
        }
    }
}
