/// What stands on a disk: all folders, files and links by their path from the disk's root.
struct DiskImage: Hashable {
    enum Entry: Hashable {
        case folder
        case file([UInt8])
        case link(String)
    }

    var entries: [String: Entry] = [:]

    /// The bytes of the file at `path`; nil when none stands there.
    func file(_ path: String) -> [UInt8]? {
        if case .file(let bytes) = entries[path] { bytes } else { nil }
    }

    /// The paths at which two disks differ, sorted.
    func differences(from other: DiskImage) -> [String] {
        Set(entries.keys).union(other.entries.keys).sorted()
            .filter { entries[$0] != other.entries[$0] }
    }
}
