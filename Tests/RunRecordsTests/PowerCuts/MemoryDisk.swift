import Files
import Glibc
import RunRecords
import SystemPackage

/// A disk and the system's cache before it, as inodes. A value: a copy is a moment's state.
struct MemoryDisk {
    private static let root = 0

    private var folders: [Int: CachedFolder] = [root: CachedFolder()]
    private var files: [Int: CachedFile] = [:]
    private var links: [Int: String] = [:]
    private var inodeCount = 1

    init() {}

    /// A disk on which all of `image` is stored.
    init(_ image: DiskImage) {
        folders[Self.root] = add(image, folder: "")
    }

    /// What stands on the disk when power comes back.
    func afterCut(_ cut: PowerCut) -> DiskImage {
        var cut = cut
        var image = DiskImage()
        collect(Self.root, path: "", &cut, into: &image)
        return image
    }

    func inode(_ path: String) throws(Errno) -> Int {
        var inode = Self.root
        for name in path.split(separator: "/") where name != "." {
            guard let folder = folders[inode] else { throw Errno.notDirectory }
            guard let next = folder.names[String(name)] else {
                throw Errno.noSuchFileOrDirectory
            }
            inode = next
        }
        return inode
    }

    func kind(_ inode: Int) -> EntryKind {
        if folders[inode] != nil { return .directory }
        return files[inode] != nil ? .file : .link
    }

    func names(_ inode: Int) throws(Errno) -> [String] {
        guard let folder = folders[inode] else { throw Errno.notDirectory }
        return folder.names.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    func bytes(_ inode: Int) throws(Errno) -> [UInt8] {
        guard let file = files[inode] else { throw Errno.invalidArgument }
        return file.bytes
    }

    mutating func append(_ bytes: some Collection<UInt8>, to inode: Int) {
        files[inode]?.append(bytes)
    }

    mutating func truncate(_ inode: Int, to byteCount: Int) {
        files[inode]?.truncate(to: byteCount)
    }

    mutating func synchronize(_ inode: Int) {
        files[inode]?.synchronize()
        folders[inode]?.synchronize()
    }

    mutating func failToSynchronize(_ inode: Int) {
        files[inode]?.failToSynchronize()
    }

    mutating func makeFile(_ path: String) throws(Errno) -> Int {
        let inode = try give(path)
        files[inode] = CachedFile()
        return inode
    }

    mutating func makeFolder(_ path: String) throws(Errno) {
        let inode = try give(path)
        folders[inode] = CachedFolder()
    }

    mutating func makeLink(_ path: String, to destination: String) throws(Errno) {
        let inode = try give(path)
        links[inode] = destination
    }

    mutating func remove(_ path: String) throws(Errno) {
        guard kind(try inode(path)) != .directory else { throw Errno.isDirectory }
        let (folder, name) = try place(of: path)
        folders[folder]?.change([name: nil])
    }

    /// Inside one folder only.
    mutating func rename(_ source: String, to target: String) throws(Errno) {
        let inode = try inode(source)
        let (folder, oldName) = try place(of: source)
        let (other, newName) = try place(of: target)
        guard folder == other else { throw Errno(rawValue: EXDEV) }
        folders[folder]?.change([oldName: nil, newName: inode])
    }

    /// A new inode under a name that is free.
    private mutating func give(_ path: String) throws(Errno) -> Int {
        let (folder, name) = try place(of: path)
        guard let names = folders[folder]?.names else { throw Errno.notDirectory }
        guard names[name] == nil else { throw Errno.fileExists }
        let inode = newInode()
        folders[folder]?.change([name: inode])
        return inode
    }

    private func place(of path: String) throws(Errno) -> (folder: Int, name: String) {
        let parts = path.split(separator: "/")
        guard let name = parts.last else { throw Errno.noSuchFileOrDirectory }
        return (try inode(parts.dropLast().joined(separator: "/")), String(name))
    }

    private mutating func newInode() -> Int {
        inodeCount += 1
        return inodeCount - 1
    }

    private mutating func add(_ image: DiskImage, folder: String) -> CachedFolder {
        var names: [String: Int] = [:]
        for (path, entry) in image.entries where path.hasPrefix(folder) {
            let name = path.dropFirst(folder.count)
            if name.contains("/") { continue }
            let inode = newInode()
            names[String(name)] = inode
            switch entry {
            case .folder: folders[inode] = add(image, folder: path + "/")
            case .file(let bytes): files[inode] = CachedFile(stored: bytes)
            case .link(let destination): links[inode] = destination
            }
        }
        return CachedFolder(stored: names)
    }

    private func collect(
        _ inode: Int, path: String, _ cut: inout PowerCut, into image: inout DiskImage
    ) {
        // Sorted, so that luck depends on its seed alone.
        let names = (folders[inode]?.afterCut(&cut) ?? [:]).sorted { $0.key < $1.key }
        for (name, inode) in names {
            let path = path + name
            if let file = files[inode] {
                image.entries[path] = .file(file.afterCut(&cut))
            } else if let destination = links[inode] {
                image.entries[path] = .link(destination)
            } else {
                image.entries[path] = .folder
                collect(inode, path: path + "/", &cut, into: &image)
            }
        }
    }
}
