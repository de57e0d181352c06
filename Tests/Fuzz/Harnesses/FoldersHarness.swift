import Datasets

/// Each line of the input makes one entry: `d` a folder, `f` a file, `e` an empty one, `p` a pipe,
/// each with its path behind the letter; `l` a link, its path and its target with `>` between.
func checkFolders(_ bytes: [UInt8]) throws(Finding) {
    let folder = ScratchFolder()
    for line in bytes.split(separator: UInt8(ascii: "\n")).prefix(48) {
        make(line.dropFirst(), kind: Unicode.Scalar(line[line.startIndex]), in: folder)
    }
    do throws(FolderError) {
        _ = try DataFolders.resolve(root: folder.path)
    } catch {
        try requireMessage(error)
    }
    let index: ImageIndex
    do throws(FolderError) {
        index = try ImageIndex.scan(folder.path)
    } catch {
        return try requireMessage(error)
    }
    try requireSound(index)
    try require(index.folder.hasPrefix(folder.path), "another folder was entered")
    for entry in index.entries {
        try require(
            entry.path.utf8.first != UInt8(ascii: "/")
                && !entry.path.utf8.split(separator: UInt8(ascii: "/")).contains {
                    $0.elementsEqual("..".utf8)
                }, "the image \(entry.path) lies outside its folder")
    }
    // No file is an image. Every one must be refused, and none may be waited for.
    let loaded = ImageStore.load(
        folder: index.folder, entries: index.entries, height: 8, width: 8)
    try require(
        loaded.store.count == 0 && loaded.failures.count == index.entries.count,
        "a file that is no PNG was loaded")
}

/// Only what stays inside the folder is made: the harness must not read the machine's own files.
private func make(_ text: ArraySlice<UInt8>, kind: Unicode.Scalar, in folder: ScratchFolder) {
    let parts = text.split(separator: UInt8(ascii: ">"), maxSplits: 1)
    guard let path = parts.first, parts.allSatisfy(staysInside) else { return }
    switch kind {
    case "d": folder.makeFolder(path)
    case "f": folder.write([0x89, 0x50], to: path)
    case "e": folder.write([], to: path)
    case "p": folder.makePipe(path)
    case "l": if parts.count == 2 { folder.makeLink(path, to: parts[1]) }
    default: break
    }
}

private func staysInside(_ path: ArraySlice<UInt8>) -> Bool {
    path.first != UInt8(ascii: "/") && !path.contains(0)
        && !path.split(separator: UInt8(ascii: "/")).contains { $0.elementsEqual("..".utf8) }
}
