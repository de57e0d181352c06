import Datasets
import Failures
import TestSupport
import Testing

@Suite struct ImageRequestTests {
    @Test func filesAndFoldersStandInTheOrderInWhichTheyWereNamed() throws {
        let folder = try TemporaryFolder()
        for name in ["f/b.png", "f/a/2.png", "f/a/1.PNG", "f/.hidden.png", "f/notes.txt", "z.png"] {
            try folder.writeImage(name)
        }
        var request = ImageRequest()
        for name in ["z.png", "f", "missing.png", "z.png"] { request.add(folder.path(name)) }
        #expect(
            request.paths
                == ["z.png", "f/a/1.PNG", "f/a/2.png", "f/b.png", "missing.png", "z.png"].map {
                    folder.path($0)
                })
        #expect(request.failures.isEmpty)
        #expect(request.skipped.map(\.folder) == [folder.path("f")])
        #expect(request.skipped.first?.skipped.description == "1 hidden, 1 not .png (1 .txt)")
        let index = request.index(classNames: ["a", "b"])
        #expect(index.entries.map(\.path) == request.paths)
        #expect(index.entries.allSatisfy { $0.label == 0 })
    }

    @Test func aFolderWithoutImagesIsAFailureOfItsOwn() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("empty")
        try folder.writeImage("full/a.png")
        var request = ImageRequest()
        for name in ["empty", "full"] { request.add(folder.path(name)) }
        #expect(request.paths == [folder.path("full/a.png")])
        #expect(request.failures.map(\.path) == [folder.path("empty")])
        #expect(request.failures.map(\.exitStatus) == [.noInput])
    }

    @Test func aListHasOnePathALine() {
        var request = ImageRequest()
        let text = "\u{FEFF}a.png\r\n\r\n \t\n b c.png \nب.png\n\"d\".png"
        request.add(list: Array(text.utf8), named: "list")
        #expect(request.paths == ["a.png", " b c.png ", "ب.png", "\"d\".png"])
        #expect(request.failures.isEmpty)
    }

    @Test func aLineThatIsNoPathIsNamed() {
        var request = ImageRequest()
        request.add(
            list: Array("a.png\n".utf8) + [0xFF, 0x0A] + Array("b.png\0c.png\nd.png".utf8),
            named: "list")
        #expect(request.paths == ["a.png", "d.png"])
        #expect(request.failures.map(\.path) == ["list, line 2", "list, line 3"])
        #expect(request.failures.allSatisfy { $0.exitStatus == .badData })
    }
}
