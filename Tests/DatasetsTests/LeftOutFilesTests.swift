import Datasets
import Failures
import TestSupport
import Testing

/// Nothing in a folder of images is left out without being counted, and no class without its name.
@Suite struct LeftOutFilesTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        for name in ["a/1.png", "b/1.png"] { try folder.writeImage(name) }
    }

    private func lost() throws -> [String] {
        try ImageIndex.scan(folder.path).classFoldersWithoutImages.map {
            $0.contents.isEmpty ? $0.name : "\($0.name): \($0.contents)"
        }
    }

    @Test func aClassFolderWithoutImagesIsNamedWithWhatItHolds() throws {
        for name in ["1.jpg", "2.JPG", "3.bmp", "deep/4.jpg", "none", "v1.000123"] {
            try folder.write([1], to: "jpeg/\(name)")
        }
        try folder.write([], to: "blank/1.png")
        try folder.makeFolder("gone")
        try folder.link("gone/1.png", to: "nowhere.png")
        try folder.makeFolder("none/below")
        try folder.write([1], to: "junk/.DS_Store")
        try folder.write([1], to: "junk/Thumbs.db")
        try folder.writeImage("junk/@eaDir/1.png")
        try folder.writeImage("c.png/1.png")
        try folder.link("far", to: "/none/far")
        #expect(
            try lost() == [
                "blank: 1 empty", "c.png: 1 folder named .png", "far: 1 dangling link",
                "gone: 1 dangling link", "jpeg: 3 .jpg, 1 .bmp, 2 not .png", "junk", "none",
            ])
        let error = #expect(throws: FolderError.self) {
            try ImageIndex.scan(folder.path).requireImagesInClassFolders()
        }
        #expect(error?.exitStatus == .badData)
        #expect(error?.what.contains("5 class folders have no image") == true)
        #expect(error?.what.contains("2 class folders are empty: \"junk\", \"none\"") == true)
    }

    @Test func anEmptyClassFolderAloneIsAWarning() throws {
        try folder.makeFolder("c")
        let index = try ImageIndex.scan(folder.path)
        #expect(index.lostClassFolders == nil)
        #expect(index.warnings.map(\.what) == ["1 class folder is empty: \"c\""])
    }

    @Test func whereNumbersInNamesAreTheLabelsNoFolderIsAClass() throws {
        let folder = try TemporaryFolder()
        for name in ["x_label_1.png", "y_label_2.png"] { try folder.writeImage(name) }
        try folder.write([1], to: "c/1.jpg")
        try folder.makeFolder("d")
        #expect(try ImageIndex.scan(folder.path).classFoldersWithoutImages == [])
    }

    @Test(arguments: [
        "lost+found", "@eaDir", "System Volume Information", "$RECYCLE.BIN", "$Recycle.Bin",
        "RECYCLER", "#recycle", "@Recycle", "#snapshot", "found.000", ".Trash-1000",
    ])
    func aFolderThatASystemMakesIsCountedAndNeverAClass(name: String) throws {
        try folder.writeImage("\(name)/1.png")
        try folder.writeImage("a/\(name)/1.png")
        let index = try ImageIndex.scan(folder.path)
        #expect(index.entries.map(\.path) == ["a/1.png", "b/1.png"])
        #expect(index.classFoldersWithoutImages == [])
        #expect(
            index.skipped.description
                == (name.hasPrefix(".") ? "2 hidden" : "2 system folders (\(name))"))
        // A file of that name is a file.
        let other = try TemporaryFolder()
        for name in ["a/1.png", "b/1.png"] { try other.writeImage(name) }
        try other.write([1], to: "a/lost+found")
        #expect(try ImageIndex.scan(other.path).skipped.description == "1 not .png")
    }

    @Test func aFolderThatASystemMakesIsNoReasonNotToEnterAWrapper() throws {
        let root = try TemporaryFolder()
        for name in ["outer/a/1.png", "outer/b/1.png"] { try root.writeImage(name) }
        try root.makeFolder("lost+found")
        #expect(try ImageIndex.scan(root.path).folder == root.path("outer"))
    }

    @Test func aWarningSaysThatMostImagesAreOfAFormatThatIsNotRead() throws {
        for number in 1...2 { try folder.write([1], to: "a/\(number).jpg") }
        for number in 1...9 { try folder.write([1], to: "a/\(number).txt") }
        // Two of four are not most.
        #expect(try ImageIndex.scan(folder.path).warnings == [])
        try folder.write([1], to: "b/1.TIFF")
        let index = try ImageIndex.scan(folder.path)
        #expect(
            index.warnings.map(\.description) == [
                "\(folder.path): 3 of 5 image files are not PNG (2 .jpg, 1 .tiff) and are not read;"
                    + " convert them to PNG"
            ])
        #expect(index.skipped.description == "12 not .png (9 .txt, 2 .jpg, 1 .tiff)")
    }

    @Test func aFolderOfOtherFormatsAloneIsToldToConvertThem() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "a/1.jpg")
        let error = #expect(throws: FolderError.self) { try ImageIndex.scan(folder.path) }
        #expect(error?.what == "no images (skipped: 1 not .png (1 .jpg))")
        #expect(error?.remedy?.hasPrefix("convert the images to PNG") == true)
    }

    @Test func foldersBelowClassFoldersAreSaidToBeMerged() throws {
        #expect(try ImageIndex.scan(folder.path).mergedFolders == nil)
        for name in ["a/x/1.png", "a/x/2.png", "b/y/z/1.png"] { try folder.writeImage(name) }
        let merged = try ImageIndex.scan(folder.path).mergedFolders
        #expect(
            merged?.what == "2 folders below class folders are merged into the class, for example"
                + " \"a/x\" into \"a\"")
    }

    @Test func aClassUnknownInTrainingIsExplainedWhereItsFolderHasNoImages() throws {
        try folder.write([1], to: "c/1.jpg")
        try folder.link("d", to: "a")
        let training = try ImageIndex.scan(folder.path)
        for (name, reason) in [("c", "\"c\" (1 .jpg)"), ("d", "\"d\" -> \"a\"")] {
            let test = ImageIndex(
                folder: "test", classNames: [name],
                entries: [.init(path: "\(name)/1.png", label: 0)])
            let error = #expect(throws: FolderError.self) {
                try test.mapped(toClasses: training.classNames, of: training)
            }
            #expect(error?.what.contains(reason) == true, "\(String(describing: error))")
        }
    }
}
