import Datasets
import Images
import TestSupport
import Testing

@Suite struct FolderSurveyTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test func eachImageIsDescribedAndBadOnesAreListed() throws {
        try folder.writeImage("1/a.png", level: 255)
        try folder.writeImage("1/blank.png")
        try folder.write([1, 2, 3], to: "2/bad.png")
        let dark = Image(height: 5, width: 4, pixels: [0] + [UInt8](repeating: 255, count: 19))
        try folder.write(PNGCodec.encode(dark), to: "2/dark.png")
        let survey = FolderSurvey(try .scan(folder.path))
        #expect(survey.images.map(\.entryIndex) == [0, 1, 3])
        #expect(survey.images.map(\.height) == [4, 4, 5])
        #expect(survey.images.map(\.vote) == [1, 0, -1])
        #expect(survey.images.map(\.isBlank) == [false, true, false])
        #expect(survey.failures.map(\.path) == ["2/bad.png"])
        #expect(survey.failures[0].entryIndex == 2)
    }

    @Test func theLookOfImagesAndTheirOrientationAreKept() throws {
        try folder.writeImage("1/a.png", level: 9)
        try folder.writeImage("1/b.png", level: 200)
        let stroke = Image(height: 9, width: 1, pixels: Array(repeating: 7, count: 9))
        var turned = PNGCodec.encode(stroke)
        // Behind signature and header; PNG's checksum of this chunk.
        turned.insert(
            contentsOf: [0, 0, 0, 26] + Array("eXIfMM".utf8) + [0, 42, 0, 0, 0, 8, 0, 1]
                + [1, 18, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0] + [0xD6, 0x67, 0x4B, 0x69],
            at: 33)
        try folder.write(turned, to: "2/c.png")
        let survey = FolderSurvey(try .scan(folder.path))
        try #require(survey.images.count == 3, "\(survey.failures)")
        #expect(survey.images.map(\.contrast) == [9, 200, 0])
        #expect(survey.images.map(\.isNarrow) == [false, false, true])
        #expect(survey.images.map(\.orientation) == [0, 0, 6])
        #expect(survey.tally.classes.map(\.images) == [2])
        #expect(survey.tally.classes.map(\.faint) == [1])
    }

    /// Eight black pixels as 2x4 and as 4x2 are two contents; a byte behind a PNG's end is none.
    @Test func theContentIsSizeAndPixelsNotTheFile() throws {
        let pixels: [UInt8] = [255] + [UInt8](repeating: 0, count: 31)
        let tall = PNGCodec.encode(Image(height: 8, width: 4, pixels: pixels))
        try folder.write(tall, to: "1/a.png")
        try folder.write(tall + [0], to: "1/b.png")
        try folder.write(
            PNGCodec.encode(Image(height: 4, width: 8, pixels: pixels)), to: "2/c.png")
        let images = FolderSurvey(try .scan(folder.path)).images
        try #require(images.count == 3)
        #expect(images[0].digest == images[1].digest)
        #expect(images[0].digest != images[2].digest)
    }

    @Test func theDataDigestIsThatOfARun() throws {
        for (name, level) in [("1/a.png", 9), ("1/b.png", 8), ("2/c.png", 7), ("2/d.png", 6)] {
            try folder.writeImage(name, level: UInt8(level))
        }
        let index = try ImageIndex.scan(folder.path)
        let loaded = ImageStore.load(
            folder: index.folder, entries: index.entries, height: 4, width: 4)
        let plan = ShardPlan(
            entries: index.entries, validationFraction: 0.5, seed: 3, virtualWorkers: 2)
        let manifest = Manifest(
            training: index, plan: plan, trainingDigests: loaded.store.digests, test: nil,
            testDigests: [])
        let digest = FolderSurvey(index).dataDigest
        #expect(digest == manifest.dataDigest)

        // Another file of the same pixels is the same data; another pixel is not.
        let image = Image(height: 4, width: 4, pixels: [9] + [UInt8](repeating: 0, count: 15))
        try folder.write(PNGCodec.encode(image) + [0], to: "1/a.png")
        #expect(FolderSurvey(index).dataDigest == digest)
        try folder.writeImage("1/a.png", level: 10)
        #expect(FolderSurvey(index).dataDigest != digest)
    }
}
