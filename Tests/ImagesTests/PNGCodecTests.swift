import Failures
import Foundation
import Images
import TestSupport
import Testing

@Suite struct PNGCodecTests {
    @Test func allFixturesAreThere() {
        #expect(fixtureLines("good.txt", fields: 4).count == 53)
        #expect(fixtureLines("bad.txt", fields: 2).count == 18)
    }

    @Test(arguments: fixtureLines("good.txt", fields: 4))
    func everyFormDecodesToTheExpectedLevels(_ line: [String]) throws {
        let image = try image(at: fixture(line[0] + ".png"))
        #expect(image.height == Int(line[1]))
        #expect(image.width == Int(line[2]))
        let levels = stride(from: 0, to: line[3].utf8.count, by: 2).compactMap { place in
            UInt8(line[3].dropFirst(place).prefix(2), radix: 16)
        }
        #expect(image.pixels == levels)
    }

    @Test(arguments: fixtureLines("bad.txt", fields: 2))
    func everyDamagedFileIsRefusedWithItsReason(_ line: [String]) {
        let path = fixture(line[0] + ".png")
        let error = #expect(throws: ImageError.self) { try image(at: path) }
        #expect(error?.path == path)
        #expect(error?.description.contains(line[1]) == true, "\(String(describing: error))")
    }

    @Test(arguments: [0, 1, 8, 20, 33, 40, 60, 100])
    func anyPrefixOfAFileIsRefused(byteCount: Int) throws {
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: fixture("rgb-8.png"))))
        #expect(throws: ImageError.self) {
            try ImageCodecs.image(from: Array(whole.prefix(byteCount)), path: "prefix")
        }
    }

    @Test func aFlippedBitAnywhereIsNoticedOrHarmless() throws {
        let name = fixture("palette-4-transparent-interlaced.png")
        let whole = [UInt8](try Data(contentsOf: URL(fileURLWithPath: name)))
        for place in whole.indices {
            var bytes = whole
            bytes[place] ^= 0x10
            #expect(throws: ImageError.self, "byte \(place)") {
                try ImageCodecs.image(from: bytes, path: "flipped")
            }
        }
    }

    @Test func encodedImagesDecodeToThemselves() throws {
        for (height, width) in [(1, 1), (28, 1), (1, 4096), (4, 4), (5, 300), (64, 7), (200, 200)] {
            let pixels = (0..<height * width).map {
                UInt8(truncatingIfNeeded: $0 &* 2_654_435 >> 7)
            }
            let image = Image(height: height, width: width, pixels: pixels)
            #expect(try ImageCodecs.image(from: PNGCodec.encode(image), path: "encoded") == image)
        }
    }

    @Test func aLargeLegalImageDecodes() throws {
        let image = Image(
            height: 4096, width: 4, pixels: [UInt8](repeating: 9, count: 4096 * 4))
        #expect(try ImageCodecs.image(from: PNGCodec.encode(image), path: "tall") == image)
    }

    @Test func missingFilesFoldersAndPipesAreRefusedAtOnce() throws {
        let folder = try TemporaryFolder()
        mkfifo(folder.path + "/pipe.png", 0o600)
        for (name, reason) in [
            ("none.png", ImageError.Reason.unreadable("No such file or directory")),
            ("", .notAFile), ("pipe.png", .notAFile),
        ] {
            let path = folder.path + "/" + name
            #expect(throws: ImageError(path: path, reason: reason)) {
                try image(at: path)
            }
        }
    }

    @Test func aFileAboveTheLimitIsRefusedBeforeItIsRead() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/large.png"
        try folder.write([0x89], to: "large.png")
        // A sparse file, far larger than the memory that reading it would take.
        truncate(path, 1 << 40)
        #expect(throws: ImageError(path: path, reason: .fileTooLarge(byteCount: 1 << 40))) {
            try image(at: path)
        }
    }

    @Test func aFileOfAnotherFormatIsNamed() {
        let jpeg: [UInt8] = [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]
        let error = #expect(throws: ImageError.self) {
            try ImageCodecs.image(from: jpeg, path: "a.png")
        }
        #expect(error?.reason == .unsupported(.jpeg))
        #expect(
            error?.description
                == "a.png: not a PNG file but a JPEG image; convert it to PNG")
        let other = #expect(throws: ImageError.self) {
            try ImageCodecs.image(from: [1, 2, 3], path: "a.png")
        }
        #expect(other?.description == "a.png: not a PNG file; convert it to PNG")
    }
}
