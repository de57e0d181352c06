import Collectives
import Datasets
import Failures
import Glibc
import Images
import Recognition
import SyntheticLetters
import TestSupport
import Testing

@Suite struct SharedImagesTests {
    private static let light = [UInt8](repeating: 0, count: 15) + [255]
    private static let dark = [UInt8](repeating: 255, count: 15) + [0]

    /// Class 1 is light on dark, class 2 dark on light, the images of class 3 are damaged, and those
    /// of class 4 are faint.
    private static func makeFolder() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        func write(_ pixels: [UInt8], _ name: String) throws {
            try folder.write(
                PNGCodec.encode(Image(height: 4, width: 4, pixels: pixels)), to: name)
        }
        for image in 0..<9 { try write(light, "1/\(image).png") }
        for image in 0..<5 { try write(dark, "2/\(image).png") }
        for image in 0..<3 { try folder.write([0x89, 0x50], to: "3/\(image).png") }
        for image in 0..<4 { try write([7] + Array(light[..<15]), "4/\(image).png") }
        return folder
    }

    /// The same on any number of ranks, with whatever part of the images each of them has.
    @Test(arguments: [1, 2, 3, 8])
    func warningsAreThoseOfTheWholeFolder(worldSize: Int) throws {
        let folder = try Self.makeFolder()
        let found = Guarded([[String]]())
        try InProcessGroup.run(worldSize: worldSize) { group in
            let images = try group.load(
                .files, try .scan(folder.path), height: 4, width: 4, ink: .auto, trainingInk: nil,
                badImages: .skip, countImages: { _ in }, plan: { Array($0.entries.indices) },
                parts: { [group.share(of: $0)] }
            ).images
            #expect(images.lostClasses == ["3"])
            #expect(images.tally.total.lightInk == 13)
            #expect(images.tally.total.darkInk == 5)
            found.withLock { $0.append(images.warnings(of: "training")) }
        }
        let warnings = found.withLock { $0 }
        #expect(warnings.count == worldSize)
        for own in warnings {
            try #require(own.count == 3)
            #expect(own[0].hasPrefix("no training image is left of class \"3\": all of its images"))
            #expect(own[1].hasPrefix("4 of 18 training images have almost no contrast"))
            #expect(own[2].contains("class \"2\" (5 of 5 images) are dark on light"))
        }
    }

    /// Each host may have files of its own: only the rank that could not read one knows where.
    @Test func anImageThatCannotBeReadNamesItsRankAndHost() throws {
        let folder = try Self.makeFolder()
        try InProcessGroup.run(worldSize: 2, hosts: [0, 1]) { group in
            let index = ImageIndex(
                folder: folder.path, classNames: ["1"],
                entries: ["1/0.png", "1/gone.png"].map { .init(path: $0, label: 0) })
            let error = try #require(throws: BadImagesError.self) {
                try group.load(
                    .files, index, height: 4, width: 4, ink: .auto, trainingInk: nil,
                    badImages: .fail, countImages: { _ in },
                    plan: { Array($0.entries.indices) }, parts: { [group.share(of: $0)] })
            }
            #expect(
                error.description.contains(
                    "\n  rank 1 on node2: 1/gone.png: cannot be read (No such file or directory)"))
        }
    }

    /// More images than are compared byte by byte: their sizes show it, and nothing is left out.
    @Test(arguments: [BadImagePolicy.fail, .skip])
    func hostsThatLackImagesOfTheListAreRefused(policy: BadImagePolicy) throws {
        let folders = try [Self.makeFolder(), Self.makeFolder()]
        let index = try ImageIndex.scan(folders[0].path)
        #expect(unlink(folders[1].path("1/1.png")) == 0)
        try folders[1].write([1, 2, 3], to: "1/3.png")
        let larger = try folders[1].contents(of: "1/5.png") + [0]
        try folders[1].write(larger, to: "1/5.png")
        try InProcessGroup.run(worldSize: 2, hosts: [0, 1]) { group in
            var index = index
            index.folder = folders[group.rank].path
            let error = try #require(throws: HostFilesError.self) {
                try group.load(
                    .files, index, height: 4, width: 4, ink: .auto, trainingInk: nil,
                    badImages: policy, countImages: { _ in },
                    plan: { Array($0.entries.indices) }, parts: { [group.share(of: $0)] })
            }
            #expect(error.exitStatus == .noInput)
            #expect(error.failures.map(\.path) == ["1/1.png", "1/3.png", "1/5.png"])
            #expect(error.failures.allSatisfy { $0.rankName == "rank 1 on node2" })
            #expect(
                error.failures[2].reason.hasPrefix(
                    "\(larger.count) bytes, and \(larger.count - 1) where it was listed"))
        }
    }

    /// One host has listed what it reads: a file that was written meanwhile is its own matter.
    @Test func imagesOfTheOwnHostMayChangeTheirSizes() throws {
        let folder = try Self.makeFolder()
        let index = try ImageIndex.scan(folder.path)
        let larger = try folder.contents(of: "1/5.png") + [0]
        try folder.write(larger, to: "1/5.png")
        try InProcessGroup.run(worldSize: 2) { group in
            let images = try group.load(
                .files, index, height: 4, width: 4, ink: .auto, trainingInk: nil,
                badImages: .skip, countImages: { _ in }, plan: { Array($0.entries.indices) },
                parts: { [group.share(of: $0)] }
            ).images
            #expect(images.leftOut.failures.allSatisfy { $0.path.hasPrefix("3/") })
        }
    }

    @Test func goodImagesCauseNoWarning() throws {
        try InProcessGroup.run(worldSize: 1) { group in
            let letters = LetterRenderer(seed: 1, height: 32, width: 32)
            let images = try group.load(
                .synthetic(letters), LetterRenderer.index(samplesPerClass: 2, firstSample: 0),
                height: 32, width: 32, ink: .auto, trainingInk: nil, badImages: .fail,
                countImages: { _ in }, plan: { Array($0.entries.indices) }, parts: { [$0] }
            ).images
            #expect(images.warnings(of: "training") == [])
        }
    }
}
