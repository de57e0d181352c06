import Failures
import Files
import FoundationEssentials
import Reporting
import RunRecords
import TestSupport
import Testing

@Suite struct ReportTests {
    @Test func pageShowsTheNumbersOfTheRun() throws {
        let page = try ReportFixture().page()
        for text in [
            "<title>test accuracy 97.50 % (117 of 120 images, grey input) · hwr-dist</title>",
            "<strong>97.50<small>%</small></strong>test accuracy",
            "117 of 120 images, grey input",
            "95 % interval 92.9 to 99.1 %",
            "Validation accuracy</dt><dd>87.50 % <small>of 8<",
            "Test cross-entropy</dt><dd>0.0712",
            "Wall time</dt><dd>6 min 12 s",
            "87.0 <small>MiB, largest rank",
            "120 test images.",
            "<bdi>beh</bdi></td><td>40</td><td>100.00</td><td>92.50</td><td>100.00</td><td>96.10",
            "beh taken for alef: 2 of 40 images",
            "batchSize", "c0ffee", "da7a", "runs/a",
        ] {
            #expect(page.contains(text), "'\(text)' is not on the page")
        }
        #expect(MarkupCheck.fault(in: page) == nil)
    }

    @Test func pageNeedsNothingFromOutside() throws {
        let page = try ReportFixture().page()
        for text in ["http:", "https:", "<script", "<link", "<img", "url(", "@import", " on"] {
            let tags = page.split(separator: "<").map { $0.prefix { $0 != ">" } }
            let isUsed = text == " on" ? tags.contains { $0.contains(" on") } : page.contains(text)
            #expect(!isUsed, "the page uses \(text)")
        }
    }

    @Test func sameResultsGiveTheSameBytes() throws {
        #expect(try ReportFixture().page() == ReportFixture().page())
    }

    @Test func ranksThatTheOthersWaitedForAreNamed() throws {
        var fixture = ReportFixture()
        #expect(try !fixture.page().contains("was slow"))
        fixture.waitedForSeconds = ["rank 3 on <node2>": 40]
        let page = try fixture.page()
        #expect(
            page.contains(
                "<li>rank 3 on &lt;node2&gt; was slow in 3 epochs, first in epoch 1: the other ranks"
                    + " waited 2 min 0 s for it.</li>"))
        #expect(MarkupCheck.fault(in: page) == nil)
    }

    @Test func hostileNamesAndSettingsStayText() throws {
        var fixture = ReportFixture()
        fixture.labels = ["<script>alert(1)</script>", "\" onload=\"x", "a'b&amp;\u{1}c"]
        fixture.config = #"""
            {"version":2,"identity":{"data":{"classNames":["</code><i>"],"ink":"light"},\#
            "arithmetic":{"kernels":"avx2"}},"start":{"commandLine":["<u>","\" onload"]}}
            """#
        let page = try fixture.page()
        #expect(MarkupCheck.fault(in: page) == nil)
        #expect(!page.contains("<script"))
        #expect(!page.contains("<u>"))
        #expect(!page.contains("\" onload"))
        #expect(!page.contains("\u{1}"))
        #expect(page.contains("<bdi>&lt;script&gt;alert(1)&lt;/script&gt;</bdi>"))
        #expect(page.contains("<bdi>a&#39;b&amp;amp;\u{FFFD}c</bdi>"))
    }

    @Test(arguments: [1, 2, 150], [true, false])
    func runsOfAnyLengthHaveCurves(epochCount: Int, hasValidation: Bool) throws {
        var fixture = ReportFixture()
        fixture.epochCount = epochCount
        fixture.hasValidation = hasValidation
        let page = try fixture.page()
        #expect(MarkupCheck.fault(in: page) == nil)
        #expect(page.contains("<title>epoch \(epochCount)\n"))
        #expect(page.contains(">validation</text>") == hasValidation)
        #expect(page.contains("no validation images") == !hasValidation)
    }

    @Test(arguments: [2, 28, 200])
    func everyCountOfTheMatrixIsOnThePage(classCount: Int) throws {
        var fixture = ReportFixture()
        fixture.labels = (0..<classCount).map { "class \($0)" }
        fixture.counts = (0..<classCount * classCount).map {
            $0 % (classCount + 1) == 0 ? 500 : $0 == 1 ? 77 : 0
        }
        let page = try fixture.page()
        #expect(MarkupCheck.fault(in: page) == nil)
        #expect(page.contains("class 0 taken for class 1: 77 of 577 images"))
        #expect(page.split(separator: "<g class=\"right").count - 1 == classCount)
        #expect(page.split(separator: "<g class=\"wrong").count - 1 == 1)
    }

    @Test func classesWithoutImagesAreNamedWhereAveragesLeaveThemOut() throws {
        var fixture = ReportFixture()
        fixture.counts = [40, 0, 0, 0, 0, 0, 0, 0, 0]
        let page = try fixture.page()
        #expect(page.contains("There is no test image of beh, teh: averages leave these classes"))
        #expect(page.contains("<td>Macro average over 1 of 3 classes; 2 have no image</td>"))
        #expect(!(try ReportFixture().page().contains("no test image")))
        #expect(MarkupCheck.fault(in: page) == nil)
    }

    /// Every image of 1,000 classes is taken for another class, each time for another one.
    @Test func aPageOfAThousandClassesCanBeOpened() throws {
        var fixture = ReportFixture()
        let count = 1000
        fixture.labels = (0..<count).map { "a word of the class \($0)" }
        fixture.counts = (0..<count * count).map { $0 % (count + 1) == 0 ? 0 : 1 }
        fixture.counts[1] = 7
        let page = try fixture.page()
        #expect(page.utf8.count < 10_000_000)
        #expect(page.contains("The 10,000 largest red cells are drawn, 989,000 more are not;"))
        #expect(page.contains("class 0 taken for a word of the class 1: 7 of 1,005 images"))
    }

    @Test func withoutTestImagesTheValidationLeadsAndSaysSo() throws {
        var fixture = ReportFixture()
        fixture.hasTest = false
        let page = try fixture.page()
        #expect(MarkupCheck.fault(in: page) == nil)
        #expect(page.contains("<strong>87.50<small>%</small></strong>validation accuracy"))
        #expect(page.contains("Of the validation images"))
        #expect(!page.contains("test accuracy"))
        #expect(!page.contains("class=\"heat-map\""))
    }

    @Test func runWithoutAnyScoredImagesHasAPage() throws {
        var fixture = ReportFixture()
        fixture.hasTest = false
        fixture.hasValidation = false
        let page = try fixture.page()
        #expect(MarkupCheck.fault(in: page) == nil)
        #expect(page.contains("No images were scored at the end of this run."))
        #expect(page.contains("running training accuracy after epoch 3, augmented"))
    }

    @Test func stoppedRunIsReportedFromItsEpochs() throws {
        var fixture = ReportFixture()
        fixture.hasTest = false
        fixture.hasSummary = false
        fixture.config = nil
        let page = try fixture.page()
        #expect(MarkupCheck.fault(in: page) == nil)
        #expect(page.contains("no summary.json yet"))
        #expect(page.contains("validation accuracy after epoch 3"))
    }

    @Test(arguments: [Double.nan, .infinity, 1e300, -1e300])
    func lossesThatCannotBeDrawnLeaveAGap(loss: Double) throws {
        var fixture = ReportFixture()
        fixture.epochCount = 4
        fixture.trainLoss = { $0 == 2 ? loss : 1 }
        let page = try fixture.page()
        #expect(MarkupCheck.fault(in: page) == nil)
        #expect(page.contains("The training loss of 1 of 4 epochs was not finite"))
        fixture.trainLoss = { _ in loss }
        fixture.hasValidation = false
        #expect(MarkupCheck.fault(in: try fixture.page()) == nil)
    }

    @Test func pageIsWrittenIntoTheRunFolder() throws {
        try ReportFixture().withFolder { folder in
            let run = RunFolder(folder)
            try Report.write(of: run)
            let written = try InputFile.contents(of: folder + "/report.html")
            #expect(written == Array(try Report.page(of: run).utf8))
        }
    }

    @Test(arguments: [
        ("metrics.jsonl", "{\"epoch\":1}\n", "line 1"),
        ("metrics.jsonl", "{}\n{}", "line 1"),
        ("summary.json", "{\"test\":", "summary.json"),
        ("summary.json", "[]", "summary.json"),
        ("confusion.csv", "x,a\na,-1\n", "row 2"),
        ("config.json", "{", "config.json"),
    ])
    func malformedFileIsNamed(name: String, text: String, part: String) throws {
        try ReportFixture().withFolder { folder in
            try Data(text.utf8).write(to: URL(filePath: folder + "/" + name))
            let error = #expect(throws: RecordError.self) {
                try Report.page(of: RunFolder(folder))
            }
            #expect(error?.path == folder + "/" + name)
            #expect(error?.description.contains(part) == true)
        }
    }

    @Test func lineCutOffInWritingIsLeftOut() throws {
        try ReportFixture().withFolder { folder in
            let url = URL(filePath: folder + "/metrics.jsonl")
            try (Data(contentsOf: url) + Data("{\"epoch\":4,\"st".utf8)).write(to: url)
            let page = try Report.page(of: RunFolder(folder))
            #expect(page.contains("<title>epoch 3\n"))
            #expect(!page.contains("<title>epoch 4\n"))
        }
    }

    /// A run folder from elsewhere may hold links: nothing outside of it enters the page.
    @Test func aLinkInTheFolderIsRefused() throws {
        try ReportFixture().withFolder { folder in
            let elsewhere = try TemporaryFolder()
            try elsewhere.write(Array("{}".utf8), to: "config.json")
            let system = POSIXFileSystem()
            try system.remove(folder + "/config.json")
            try system.makeLink(
                folder + "/config.json", to: elsewhere.path("config.json"))
            let error = #expect(throws: FileError.self) {
                try Report.page(of: RunFolder(folder))
            }
            #expect(error?.exitStatus == .noInput)
            #expect(error?.path == folder + "/config.json")
        }
    }

    @Test func folderWithoutResultsIsRefused() throws {
        var fixture = ReportFixture()
        fixture.epochCount = 0
        fixture.hasSummary = false
        let error = #expect(throws: ReportError.self) { try fixture.page() }
        #expect(error?.what.contains("neither") == true)
    }
}
