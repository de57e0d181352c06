/// The names of files and folders that operating systems and storage devices create by themselves.
/// They are not the user's data and must never become a class.
enum SystemNames {
    /// Whether a folder with this name belongs to a system. Such folders contain no data and are
    /// often unreadable. Case is ignored, as by most of these systems.
    static func isFolder(_ name: String) -> Bool {
        guard name.utf8.count <= longestName else { return false }
        let name = name.lowercased()
        return folders.contains(name) || isCheckDiskFolder(name)
    }

    /// Whether an entry with this name is hidden by its system.
    static func isHidden(_ name: String) -> Bool {
        if name.utf8.first == UInt8(ascii: ".") { return true }
        return hiddenLengths.contains(name.utf8.count) && hidden.contains(name.lowercased())
    }

    private static let folders: Set<String> = [
        // ext2 to ext4, XFS after a repair, and Android.
        "lost+found", "lost.dir",
        // Windows.
        "$recycle.bin", "recycle.bin", "recycler", "recycled", "system volume information",
        "config.msi", "msdownld.tmp", "$extend",
        // Synology, QNAP, NetApp and other network storage.
        "@eadir", "@tmp", "@sharebin", "@recycle", "#recycle", "#snapshot", "~snapshot",
        "@recently-snapshot", "@__thumb",
        // macOS and its file servers.
        "network trash folder", "temporary items", "thevolumesettingsfolder",
        // Python.
        "__pycache__",
    ]

    private static let hidden: Set<String> = [
        "__macosx", "thumbs.db", "ehthumbs.db", "ehthumbs_vista.db", "desktop.ini", "icon\r",
    ]

    /// Most names differ from these in their length alone, which is cheaper to compare.
    private static let hiddenLengths = Set(hidden.map(\.utf8.count))
    private static let longestName = folders.map(\.utf8.count).max() ?? 0

    /// `found.000` and so on, where Windows puts files that it recovered.
    private static func isCheckDiskFolder(_ name: String) -> Bool {
        let digits = name.utf8.suffix(3)
        return name.utf8.count == 9 && name.utf8.starts(with: "found.".utf8)
            && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }
}
