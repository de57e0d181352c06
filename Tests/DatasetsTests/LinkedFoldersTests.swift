import Datasets
import TestSupport
import Testing

/// An image has the label of its real place, wherever links lead.
@Suite struct LinkedFoldersTests {
    private let folder: TemporaryFolder
    private let outside: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        outside = try TemporaryFolder()
        for name in ["a/1.png", "b/1.png", "b/2.png"] { try folder.writeImage(name) }
    }

    private func scan(otherFolder: String? = nil) throws -> ImageIndex {
        try ImageIndex.scan(folder.path, otherFolders: [otherFolder].compactMap(\.self))
    }

    private func links(_ index: ImageIndex) -> [String] {
        index.doubtfulLinks.map { "\($0.path) -> \($0.target): \($0.reason)" }
    }

    private let real = ["a/1.png", "b/1.png", "b/2.png"]

    @Test func aClassFolderThatIsALinkToAnotherClassIsNamedAndNotFollowed() throws {
        try folder.link("0", to: "a")
        try folder.link("c", to: folder.path("b"))
        let index = try scan()
        #expect(index.classNames == ["a", "b"])
        #expect(index.entries.map(\.path) == real)
        #expect(links(index) == ["0 -> a: readElsewhere", "c -> b: readElsewhere"])
        #expect(index.classFoldersWithoutImages == [])
        #expect(index.skipped.links == 2)
        let warning = index.warnings.map(\.description).joined()
        #expect(warning.contains("\"0\" -> \"a\", \"c\" -> \"b\""), "\(warning)")
    }

    @Test func aLinkInAClassFolderTakesNoImageFromTheClassItLeadsTo() throws {
        try folder.link("a/0 more", to: "../b")
        try folder.link("a/up", to: "..")
        try folder.link("b/root", to: "/")
        let index = try scan()
        #expect(index.entries.map(\.path) == real)
        #expect(
            links(index).sorted() == [
                "a/0 more -> b: readElsewhere", "a/up -> \(folder.path): readElsewhere",
                "b/root -> /: containsTheData",
            ])
    }

    @Test func aFolderOutsideCountsForTheClassOfItsLink() throws {
        try outside.writeImage("more/3.png")
        try outside.writeImage("more/deep/4.png")
        try folder.link("b/more", to: outside.path("more"))
        try folder.link("c", to: outside.path("more/deep"))
        let index = try scan()
        #expect(
            index.entries.map { "\($0.path) \(index.classNames[$0.label])" } == [
                "a/1.png a", "b/1.png b", "b/2.png b", "b/more/3.png b", "b/more/deep/4.png b",
            ])
        #expect(links(index) == ["c -> \(outside.path("more/deep")): readElsewhere"])
    }

    @Test func aLinkThatLeadsIntoAClassAndBackOutIsFollowedOnce() throws {
        try outside.writeImage("x/3.png")
        try outside.link("x/again", to: outside.path("x"))
        try outside.link("x/home", to: folder.path("a"))
        try folder.link("b/x", to: outside.path("x"))
        let index = try scan()
        #expect(index.entries.map(\.path) == real + ["b/x/3.png"])
        #expect(
            links(index) == [
                "b/x/again -> \(outside.path("x")): readElsewhere",
                "b/x/home -> a: readElsewhere",
            ])
    }

    @Test func anImageThatIsALinkToAnotherClassIsNamedAndLeftOut() throws {
        try folder.link("b/0.png", to: "../a/1.png")
        try folder.link("a/0.png", to: "1.png")
        let index = try scan()
        #expect(index.entries.map(\.path) == ["a/0.png"] + real)
        #expect(links(index) == ["b/0.png -> a/1.png: readElsewhere"])
        #expect(index.skipped.description == "1 link not followed")
    }

    @Test func aClassOfLinksToAnotherClassHasNoImages() throws {
        try folder.makeFolder("c")
        try folder.link("c/1.png", to: "../a/1.png")
        let index = try scan()
        #expect(index.classNames == ["a", "b"])
        #expect(
            index.classFoldersWithoutImages == [.init(name: "c", contents: "1 link not followed")])
        #expect(index.lostClassFolders != nil)
    }

    @Test func imagesOutsideAreTakenButASecondLabelAndAnotherClassesNameAreNamed() throws {
        try outside.writeImage("pool/3.png")
        try outside.writeImage("a/4.png")
        try outside.writeImage("b/6.png")
        try outside.writeImage("blob")
        try folder.link("a/6.png", to: outside.path("b/6.png"))
        try folder.link("a/3.png", to: outside.path("pool/3.png"))
        try folder.link("a/again.png", to: outside.path("pool/3.png"))
        try folder.link("b/3.png", to: outside.path("pool/3.png"))
        try folder.link("b/4.png", to: outside.path("a/4.png"))
        try folder.link("b/5.png", to: outside.path("blob"))
        try folder.link("c", to: outside.path("a"))
        let index = try scan()
        #expect(index.entries.count == 10)
        #expect(
            links(index) == [
                "a/6.png -> \(outside.path("b/6.png")): namedAsAnotherClass",
                "b/3.png -> \(outside.path("pool/3.png")): secondLabel",
                "b/4.png -> \(outside.path("a/4.png")): secondLabel",
                "c -> \(outside.path("a")): namedAsAnotherClass",
            ])
    }

    @Test func aLinkedImageWithAnotherNumberInItsNameIsLeftOut() throws {
        let folder = try TemporaryFolder()
        for name in ["x_label_1.png", "y_label_2.png"] { try folder.writeImage(name) }
        try folder.link("z_label_2.png", to: "x_label_1.png")
        try folder.link("w_label_01.png", to: "x_label_1.png")
        let index = try ImageIndex.scan(folder.path)
        #expect(
            index.entries.map(\.path) == ["w_label_01.png", "x_label_1.png", "y_label_2.png"])
        #expect(links(index) == ["z_label_2.png -> x_label_1.png: readElsewhere"])
    }

    @Test func linksBetweenTrainingAndTestAreNamed() throws {
        let test = try TemporaryFolder()
        try test.writeImage("a/9.png")
        try test.makeFolder("b")
        try test.link("b/more", to: folder.path("a"))
        try test.link("b/1.png", to: folder.path("b/1.png"))
        try test.link("a/1.png", to: folder.path("b/2.png"))
        let index = try ImageIndex.scan(
            test.path, for: .test, trainingClasses: ["a", "b"],
            otherFolders: [outside.path, folder.path])
        #expect(index.entries.map(\.path) == ["a/9.png", "b/1.png"])
        #expect(
            links(index) == [
                "b/more -> \(folder.path("a")): otherClass",
                "a/1.png -> \(folder.path("b/2.png")): otherClass",
                "b/1.png -> \(folder.path("b/1.png")): otherFolder",
            ])
    }

    @Test func namesThatDifferInNormalisationOnlyAreTwoFolders() throws {
        try folder.writeImage("\u{E9}/1.png")
        try folder.writeImage("e\u{301}/1.png")
        let index = try scan()
        #expect(index.entries.count == 5)
        #expect(index.doubtfulLinks == [])
    }

    @Test func aCircleOfWrappersEnds() throws {
        let start = try TemporaryFolder()
        try start.makeFolder("inner")
        try start.link("inner/outer", to: start.path)
        let error = #expect(throws: FolderError.self) { try ImageIndex.scan(start.path) }
        #expect(error?.what.hasPrefix("no images") == true)
    }
}
