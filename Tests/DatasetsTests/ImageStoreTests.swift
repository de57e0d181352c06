import Datasets
import Images
import TestSupport
import Testing

@Suite struct ImageStoreTests {
    @Test func imagesAreLoadedInOrderWithLabelsKeysAndDigests() throws {
        let folder = try TemporaryFolder()
        try folder.writeImage("1/a.png", level: 255)
        try folder.writeImage("2/b b.png", level: 254)
        let index = try ImageIndex.scan(folder.path)
        let loaded = ImageStore.load(
            folder: index.folder, entries: index.entries, height: 4, width: 4)
        let zeros = [UInt8](repeating: 0, count: 15)
        #expect(loaded.store.pixels == [255] + zeros + [254] + zeros)
        #expect(loaded.store.labels == [0, 1])
        #expect(loaded.store.keys == [SampleKey.hash("1/a.png"), SampleKey.hash("2/b b.png")])
        #expect(loaded.store.digests[0] != loaded.store.digests[1])
        #expect(loaded.failures.isEmpty)
        #expect(loaded.tally.inkVotes == InkVotes(light: 2))
        #expect(!loaded.allBinary)
    }

    @Test func allBadImagesAreListedAndTheOthersLoaded() throws {
        let folder = try TemporaryFolder()
        try folder.writeImage("1/a.png", level: 255)
        try folder.write([1, 2, 3], to: "1/b.png")
        try folder.writeImage("2/c.png", level: 255)
        try folder.write([0x89, 0x50], to: "2/d.png")
        let index = try ImageIndex.scan(folder.path)
        var entries = index.entries
        entries.append(.init(path: "gone.png", label: 0))
        var calls: [Int] = []
        let loaded = ImageStore.load(
            folder: index.folder, entries: entries, height: 8, width: 8,
            onProgress: { calls.append($0) })
        #expect(loaded.store.count == 2)
        #expect(loaded.store.pixels.count == 128)
        try #require(loaded.failures.count == 3)
        #expect(loaded.failures.map(\.path) == ["1/b.png", "2/d.png", "gone.png"])
        #expect(loaded.failures.map(\.entryIndex) == [1, 3, 4])
        #expect(loaded.failures[0].reason.contains("not a PNG"))
        #expect(loaded.failures[1].reason.contains("truncated"))
        #expect(loaded.failures[2].reason.contains("No such file"))
        #expect(loaded.allBinary)
        #expect(calls == [1, 2, 3, 4, 5])
    }

    @Test(arguments: [false, true])
    func narrowImagesGetTheGroundOfTheFoldersInk(inkIsDark: Bool) throws {
        let folder = try TemporaryFolder()
        let (ink, ground): (UInt8, UInt8) = inkIsDark ? (5, 255) : (250, 0)
        let letter = Image(
            height: 4, width: 4, pixels: [ink] + [UInt8](repeating: ground, count: 15))
        let stroke = Image(height: 4, width: 1, pixels: Array(repeating: ink, count: 4))
        try folder.write(PNGCodec.encode(stroke), to: "1/stroke.png")
        try folder.write(PNGCodec.encode(letter), to: "2/letter.png")
        let index = try ImageIndex.scan(folder.path)
        var loaded = ImageStore.load(
            folder: index.folder, entries: index.entries, height: 4, width: 4)
        #expect(loaded.tally.inkVotes == (inkIsDark ? InkVotes(dark: 1) : InkVotes(light: 1)))
        loaded.settleInk(isDark: inkIsDark)
        let row: [UInt8] = [0, 250, 0, 0]
        #expect(Array(loaded.store.pixels.prefix(16)) == row + row + row + row)
        #expect(
            Array(loaded.store.pixels.dropFirst(16)) == [250] + [UInt8](repeating: 0, count: 15))
    }

    @Test func inversionTurnsEveryPixel() {
        var store = ImageStore(height: 1, width: 3)
        store.append(pixels: [0, 100, 255], label: 0, key: 1, digest: .zero)
        store.invert()
        #expect(store.pixels == [255, 155, 0])
        var image = Image(height: 1, width: 3, pixels: [0, 100, 255])
        image.invert()
        #expect(image.pixels == store.pixels)
    }
}
