package import Collectives
package import Datasets
import Failures
import Images

extension Collective {
    /// Requires that the files of an index are the same on all hosts. The first rank of each host
    /// reads up to `mostComparedFiles` files, spread evenly over the index, and rank 0 compares
    /// their fingerprints. Without this check, a stale copy of the data on one host would silently
    /// change the weights.
    ///
    /// Does nothing if all ranks are on one host.
    ///
    /// - Throws: on all ranks, `AgreedFailure` that names a host and its first file that differs
    ///   from that of rank 0's host: exit code 66 if one of the two cannot read the file, 78 if the
    ///   bytes differ.
    package func requireSameFiles(of index: ImageIndex) throws {
        guard layout.hosts.count > 1, !index.entries.isEmpty else { return }
        let count = min(index.entries.count, mostComparedFiles)
        let places = (0..<count).map { $0 * index.entries.count / count }
        let paths = places.map(index.path(ofEntry:))
        let isFirstOfHost = layout.localRank(of: rank) == 0
        let own = isFirstOfHost ? paths.map { FileFingerprint(ofFileAt: $0) } : []
        let names = try gather(rankName)
        // Hosts are numbered by their first ranks.
        let found = try gather(rows: own)
        try agree {
            guard isRoot else { return }
            for (host, ranks) in layout.hosts.enumerated() {
                let theirs = found[host * count..<(host + 1) * count]
                let odd = zip(paths, zip(own, theirs)).filter { $1.0 != $1.1 }
                guard let (path, (ours, their)) = odd.first else { continue }
                throw RankDifference(
                    difference(of: path, (names[0], ours), (names[ranks[0]], their))
                        + others(odd.count - 1, of: count),
                    remedy: "give all hosts the same files, or a folder that all of them see",
                    exitStatus: ours.unreadable ?? their.unreadable == nil
                        ? .configuration : .noInput)
            }
        }
    }
}

/// Enough files to detect a different copy of a folder, but few enough that a run does not start
/// noticeably later.
private let mostComparedFiles = 1024

/// A rank's copy of a file.
private typealias Holding = (rank: String, file: FileFingerprint)

/// A text about how two hosts' copies of a file differ.
private func difference(of path: String, _ ours: Holding, _ theirs: Holding) -> String {
    for (one, other) in [(theirs, ours), (ours, theirs)] {
        guard let reason = one.file.unreadable else { continue }
        return "\(one.rank) cannot read \(path) (\(reason)), which \(other.rank)"
            + (other.file.unreadable.map { " cannot read either (\($0))" } ?? " can")
    }
    guard ours.file.byteCount == theirs.file.byteCount else {
        return "\(theirs.rank) has another file \(path), of \(theirs.file.byteCount) bytes,"
            + " than \(ours.rank), of \(ours.file.byteCount)"
    }
    return "\(theirs.rank) has another file \(path), with other bytes, than \(ours.rank)"
}

private func others(_ count: Int, of compared: Int) -> String {
    count == 0 ? "" : " (and so \(count) more of \(compared) files that were compared)"
}
