import Collectives
import Datasets
import Failures
import Recognition
import TestSupport
import Testing

@Suite struct SharedIndexTests {
    private static var index: ImageIndex {
        var index = ImageIndex(
            folder: "a folder/باء", classNames: ["2 ba", "10 ra"],
            entries: [
                .init(path: "2 ba/é.png", label: 0), .init(path: "10 ra/\n.png", label: 1),
                .init(path: "", label: 0), .init(path: "10 ra/a\0b.png", label: 1),
            ])
        index.skipped.danglingLinks = 3
        index.skipped.extensions = [.init(name: "jpg", count: 2), .init(name: "txt", count: 1)]
        index.skipped.systemFolders = [.init(name: "lost+found", count: 1)]
        index.doubtfulLinks = [.init(path: "4 tha", target: "2 ba", reason: .secondLabel)]
        return index
    }

    @Test(arguments: [1, 2, 3])
    func allRanksHaveTheIndexThatRankZeroFound(worldSize: Int) throws {
        for entryCount in [0, 1, 4] {
            try InProcessGroup.run(worldSize: worldSize) { group in
                var expected = Self.index
                expected.entries = ImageIndex.Entries(expected.entries.prefix(entryCount))
                let found = try group.indexFromRoot(badImages: .fail) {
                    #expect(group.isRoot)
                    return expected
                }
                #expect(found == expected)
            }
        }
    }

    @Test func aFolderOfAClassWithoutImagesEndsAllRanks() throws {
        try InProcessGroup.run(worldSize: 2) { group in
            var index = Self.index
            index.classFoldersWithoutImages = [.init(name: "3 ta", contents: "2 .jpg")]
            let error = #expect(throws: AgreedFailure.self) {
                try group.indexFromRoot(badImages: .fail) { index }
            }
            #expect(error?.exitStatus == .badData)
            #expect(error?.what.contains("3 ta") == true)
            let found = try group.indexFromRoot(badImages: .skip) { index }
            #expect(found == index)
        }
    }
}
