import Files
import Testing

@Suite struct PathsTests {
    @Test(arguments: [
        ("runs", "a", "runs/a"), ("runs/", "a", "runs/a"), ("/", "a", "/a"), ("", "a", "a"),
        ("a//b", "c d", "a/b/c d"), ("..", "ح", "../ح"),
    ])
    func aNameIsAddedBehindOneSlash(folder: String, name: String, path: String) {
        #expect(Paths.join(folder, name) == path)
    }

    @Test(arguments: [
        ("runs/a", "runs", "a"), ("runs/a/", "runs", "a"), ("a", ".", "a"), ("/a", "/", "a"),
        ("/", "/", ""), ("../a", "..", "a"),
    ])
    func aPathIsSplitAtItsLastComponent(path: String, folder: String, name: String) {
        #expect(Paths.folder(of: path) == folder)
        #expect(Paths.name(of: path) == name)
    }

    @Test func normalizedPathsHaveNoSlashAtTheEnd() {
        #expect(Paths.normalized("a//b/") == "a/b")
        #expect(Paths.normalized("//") == "/")
        #expect(Paths.normalized("./a/../b") == "./a/../b")
    }
}
