import Datasets
import Failures
import Foundation
import TestSupport
import Testing

@Suite struct ImageIndexTests {
    private func entries(_ index: ImageIndex) -> [String] {
        index.entries.map { "\($0.path) \(index.classNames[$0.label])" }
    }

    @Test func numbersInNamesAreTheLabels() throws {
        let folder = try TemporaryFolder()
        for name in ["id_1_label_2.png", "id_2_label_10.PNG", "id_3_label_01.png"] {
            try folder.writeImage(name)
        }
        let index = try ImageIndex.scan(folder.path)
        #expect(index.classNames == ["1", "2", "10"])
        #expect(
            entries(index) == ["id_1_label_2.png 2", "id_2_label_10.PNG 10", "id_3_label_01.png 1"])
        #expect(index.classCounts == [1, 1, 1])
    }

    @Test func namesWinOverFoldersWhenAllHaveLabels() throws {
        let folder = try TemporaryFolder()
        try folder.writeImage("writer 1/a_label_1.png")
        try folder.writeImage("writer 2/b_label_2.png")
        #expect(try ImageIndex.scan(folder.path).classNames == ["1", "2"])
    }

    @Test func theFirstFolderLevelIsTheClassInNaturalOrder() throws {
        let folder = try TemporaryFolder()
        try folder.writeImage("10 ra/b.png")
        try folder.writeImage("2 ba/deep/er/a.png")
        try folder.writeImage("2 ba/a b.png")
        try folder.writeImage("صاد/حرف.png")
        var entryCount = 0
        let index = try ImageIndex.scan(folder.path, onEntry: { entryCount += 1 })
        #expect(index.classNames == ["2 ba", "10 ra", "صاد"])
        // Nine files and folders, and "." and ".." of each of the six folders.
        #expect(entryCount == 9 + 2 * 6)
        #expect(
            entries(index) == [
                "10 ra/b.png 10 ra", "2 ba/a b.png 2 ba", "2 ba/deep/er/a.png 2 ba",
                "صاد/حرف.png صاد",
            ])
    }

    @Test func aWrapperFolderIsEnteredAndKeysStayTheSame() throws {
        let folder = try TemporaryFolder()
        try folder.writeImage("outer/inner/1/a.png")
        try folder.writeImage("outer/inner/2/a.png")
        try folder.write([1], to: "outer/read me.txt")
        let outer = try ImageIndex.scan(folder.path + "/")
        let inner = try ImageIndex.scan(folder.path + "/outer/inner")
        #expect(outer.entries == inner.entries)
        #expect(outer.folder == folder.path + "/outer/inner")
        #expect(outer.skipped.notPNG == 1)
    }

    @Test func junkIsSkippedAndCountedByKind() throws {
        let folder = try TemporaryFolder()
        try folder.writeImage("1/a.png")
        try folder.writeImage("2/a.png")
        try folder.write([1], to: "1/.DS_Store")
        try folder.write([1], to: "1/._a.png")
        try folder.write([1], to: "2/notes.txt")
        try folder.write([], to: "2/empty.png")
        try folder.writeImage("2/folder.png/inside.png")
        try folder.link("2/gone.png", to: "nowhere.png")
        try folder.link("2/self.png", to: "self.png")
        try folder.link("2/through.png", to: "../1/a.png/b.png")
        try folder.link("2/long.png", to: String(repeating: "x", count: 300) + ".png")
        try folder.link("2/again", to: folder.path)
        var bytes = Array((folder.path + "/2/").utf8CString.dropLast())
        bytes += [CChar(bitPattern: 0xFF), 0x2E, 0x70, 0x6E, 0x67, 0]
        close(open(bytes, O_CREAT | O_WRONLY, 0o600))
        let index = try ImageIndex.scan(folder.path)
        #expect(index.entries.map(\.path) == ["1/a.png", "2/a.png"])
        var skipped = ImageIndex.Skipped()
        skipped.hidden = 2
        skipped.notPNG = 1
        skipped.empty = 1
        skipped.foldersNamedPNG = 1
        skipped.danglingLinks = 4
        skipped.namesNotUTF8 = 1
        skipped.links = 1
        skipped.extensions = [.init(name: "txt", count: 1)]
        #expect(index.skipped == skipped)
        #expect(index.skipped.total == 11)
        #expect(index.skipped.description.hasPrefix("2 hidden, 1 not .png (1 .txt), 1 empty"))
    }

    @Test func linksToFilesAndFoldersAreFollowed() throws {
        let folder = try TemporaryFolder()
        let other = try TemporaryFolder()
        try other.writeImage("image.png")
        try folder.link("1", to: other.path)
        try folder.makeFolder("2")
        try folder.link("2/linked.png", to: other.path + "/image.png")
        #expect(
            try ImageIndex.scan(folder.path).entries.map(\.path) == ["1/image.png", "2/linked.png"])
    }

    @Test(arguments: [
        (["a_label_1.png", "b_label_2.png", "c.png"], "mixed label layouts"),
        (["1/a.png", "2/a.png", "loose.png"], "mixed label layouts"),
        (["1/a_label_1.png", "2/a.png"], "mixed label layouts"),
        (["a.png", "b.png"], "has no label"), (["a/1.png", "a/2.png"], "only one class, \"a\""),
        (["x/a/1.png", "x/a/b/2.png"], "only one class, \"a\""),
        (["a_label_1.png", "b_label_1.png"], "only one class"),
        (["a_label_1.png", "b_label_10000.png"], "out of range"),
        (["a_label_1.png", "b_label_-1.png"], "out of range"),
        (["a_label_1.png", "b_label_99999999999999999999.png"], "out of range"),
    ])
    func wrongLabelsAreBadData(names: [String], message: String) throws {
        let folder = try TemporaryFolder()
        for name in names { try folder.writeImage(name) }
        let error = #expect(throws: FolderError.self) { try ImageIndex.scan(folder.path) }
        #expect(error?.exitStatus == .badData)
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
        #expect(error?.path.hasPrefix(folder.path) == true)
    }

    @Test func emptyMissingAndWrongFoldersAreNoInput() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "notes.txt")
        for (name, message) in [
            ("", "no images (skipped: 1 not .png (1 .txt))"), ("/none", "no such folder"),
            ("/notes.txt", "not a folder"),
        ] {
            let error = #expect(throws: FolderError.self) {
                try ImageIndex.scan(folder.path + name)
            }
            #expect(error?.exitStatus == .noInput)
            #expect(error?.description.contains(message) == true, "\(String(describing: error))")
        }
    }

    @Test func aTestFolderOfOneClassIsReadAndMapped() throws {
        let folder = try TemporaryFolder()
        try folder.writeImage("10 ra/a.png")
        let classes = ["2 ba", "10 ra"]
        let index = try ImageIndex.scan(folder.path, for: .test, trainingClasses: classes)
            .mapped(toClasses: classes)
        #expect(index.classNames == classes)
        #expect(index.entries.map(\.path) == ["10 ra/a.png"] && index.entries[0].label == 1)
    }

    @Test func theRemedyForImagesWithoutLabelsIsThatOfTheirPurpose() throws {
        let folder = try TemporaryFolder()
        try folder.writeImage("images/a.png")
        let test = #expect(throws: FolderError.self) {
            try ImageIndex.scan(folder.path, for: .test, trainingClasses: ["1", "2"])
        }
        #expect(test?.exitStatus == .badData)
        #expect(test?.remedy?.contains("hwr-dist predict") == true)
        #expect(test?.remedy?.contains("--test none") == true)
        let training = #expect(throws: FolderError.self) {
            try ImageIndex.scan(folder.path + "/images")
        }
        #expect(training?.remedy?.contains("_label_<number>") == true)
        #expect(training?.remedy?.contains("predict") == false)
    }

    @Test func aTestClassUnknownInTrainingIsNamed() throws {
        let index = ImageIndex(
            folder: "test", classNames: ["ba", "new"],
            entries: [.init(path: "ba/a.png", label: 0), .init(path: "new/a.png", label: 1)])
        let error = #expect(throws: FolderError.self) {
            try index.mapped(toClasses: ["alef", "ba"])
        }
        #expect(error?.exitStatus == .badData)
        #expect(error?.what.contains("class \"new\" unknown in training") == true)
    }

    @Test func removedEntriesLeaveTheClassesAsTheyAre() {
        let index = ImageIndex(
            folder: "f", classNames: ["a", "b"],
            entries: [.init(path: "a/1.png", label: 0), .init(path: "b/1.png", label: 1)])
        let rest = index.removing([0])
        #expect(rest.entries.map(\.path) == ["b/1.png"])
        #expect(rest.classNames == ["a", "b"])
    }
}
