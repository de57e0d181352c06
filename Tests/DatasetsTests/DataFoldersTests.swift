import Datasets
import Failures
import TestSupport
import Testing

@Suite struct DataFoldersTests {
    @Test func namesStartingWithTrainAndTestAreFoundInAnyCase() throws {
        let folder = try TemporaryFolder()
        for name in ["TRAIN Images 13440x32x32", "test images", "other", ".trainings"] {
            try folder.makeFolder(name)
        }
        try folder.write([1], to: "training.txt")
        let folders = try DataFolders.resolve(root: folder.path)
        #expect(folders.training == folder.path + "/TRAIN Images 13440x32x32")
        #expect(folders.test == folder.path + "/test images")
    }

    @Test func aRootWithOneFolderIsEntered() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("archive/train")
        try folder.makeFolder("archive/test")
        #expect(
            try DataFolders.resolve(root: folder.path).test == folder.path + "/archive/test")
    }

    @Test func filesAndSystemFoldersInARootDoNotKeepFromEnteringIt() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("AHCD/train")
        try folder.makeFolder("AHCD/test")
        try folder.write([1], to: "README.txt")
        try folder.makeFolder("lost+found")
        try folder.link("gone", to: "nowhere")
        #expect(try DataFolders.resolve(root: folder.path).test == folder.path("AHCD/test"))
        let evaluated = try DataFolders.evaluated(folder.path)
        #expect(evaluated.images == folder.path("AHCD/test"))
        #expect(evaluated.training == folder.path("AHCD/train"))
        #expect(try DataFolders.evaluated(folder.path("AHCD/test")).training == nil)
    }

    @Test func aTrainingFolderThatIsALinkToNowhereIsNamed() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("test")
        try folder.link("train", to: "nowhere")
        let error = #expect(throws: FolderError.self) {
            try DataFolders.resolve(root: folder.path)
        }
        #expect(error?.what.contains("links that lead nowhere are \"train\"") == true)
    }

    @Test func withoutATestFolderTheRemedyIsNamed() throws {
        let folder = try TemporaryFolder()
        try folder.makeFolder("train")
        try folder.makeFolder("letters")
        let error = #expect(throws: FolderError.self) {
            try DataFolders.resolve(root: folder.path)
        }
        #expect(error?.exitStatus == .noInput)
        #expect(error?.remedy == "pass --test DIR or --test none")
        #expect(error?.what.contains("\"letters\", \"train\"") == true)
        let folders = try DataFolders.resolve(root: folder.path, needsTest: false)
        #expect(folders == DataFolders(training: folder.path + "/train", test: nil))
    }

    @Test(arguments: [
        (["test"], "\"train\""), (["train1", "Train2", "test"], "several"),
        (["train", "test1", "TEST2"], "several"), ([], "no sub-folders"),
    ])
    func anyOtherChoiceIsRefusedWithWhatWasSeen(names: [String], message: String) throws {
        let folder = try TemporaryFolder()
        for name in names { try folder.makeFolder(name) }
        let error = #expect(throws: FolderError.self) {
            try DataFolders.resolve(root: folder.path)
        }
        #expect(error?.exitStatus == .noInput)
        #expect(error?.description.contains(message) == true, "\(String(describing: error))")
        for name in names { #expect(error?.description.contains(name) == true) }
    }

    @Test func aValidationFolderIsFoundUnlessOptionsTellOtherwise() throws {
        let folder = try TemporaryFolder()
        for name in ["train", "Val images", "test"] { try folder.makeFolder(name) }
        let path = folder.path("Val images")
        let found = try DataFolders.resolve(root: folder.path)
        #expect(found.validation == path && found.unusedValidation == [])
        let named = try DataFolders.resolve(root: folder.path, validation: .folder("other"))
        #expect(named.validation == "other" && named.unusedValidation == [])
        let carved = try DataFolders.resolve(root: folder.path, validation: .ofTraining)
        #expect(carved.validation == nil && carved.unusedValidation == [path])

        try folder.makeFolder("validation")
        let error = #expect(throws: FolderError.self) {
            try DataFolders.resolve(root: folder.path)
        }
        #expect(error?.what.contains("several sub-folders' names start with \"val\"") == true)
        #expect(error?.remedy?.contains("--validation DIR") == true)
        #expect(
            try DataFolders.resolve(root: folder.path, validation: .ofTraining)
                .unusedValidation.count == 2)
    }

    @Test func aMissingRootIsNoInput() {
        let error = #expect(throws: FolderError.self) { try DataFolders.resolve(root: "/none/x") }
        #expect(error?.exitStatus == .noInput)
    }
}
