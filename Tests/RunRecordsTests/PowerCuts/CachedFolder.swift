import TestSupport

/// A folder's names as programs see them, and which of them are on the disk.
///
/// Until the folder is synchronized, each change may be on the disk or not; POSIX orders none of
/// them. A rename is one change: both its names or neither.
struct CachedFolder {
    /// Names and their new inodes; nil for a name that goes.
    typealias Change = [String: Int?]

    /// What programs see: each name's inode.
    private(set) var names: [String: Int] = [:]
    private var stored: [String: Int] = [:]
    private var changes: [Change] = []

    init() {}

    init(stored names: [String: Int]) {
        self.names = names
        stored = names
    }

    mutating func change(_ change: Change) {
        Self.apply(change, to: &names)
        changes.append(change)
    }

    mutating func synchronize() {
        stored = names
        changes = []
    }

    /// The names after a power cut.
    func afterCut(_ cut: inout PowerCut) -> [String: Int] {
        switch cut {
        case .onlySynchronized: return stored
        case .everything: return names
        case .luck(var luck):
            defer { cut = .luck(luck) }
            var result = stored
            for change in changes where luck.next() % 2 == 0 { Self.apply(change, to: &result) }
            return result
        }
    }

    private static func apply(_ change: Change, to names: inout [String: Int]) {
        for (name, inode) in change { names[name] = inode }
    }
}
