import TestSupport

/// A file as programs see it, and what of it is on the disk.
///
/// POSIX promises nothing before fsync(2) returns: until then any page may be on the disk or not,
/// and the file's size may be any that it had, pages that are missing being zeroes.
struct CachedFile {
    static let pageByteCount = 64

    /// What programs see.
    private(set) var bytes: [UInt8] = []
    private var stored: [UInt8] = []
    /// What the system holds for stored: more than `stored` after a synchronization that failed,
    /// since Linux then marks the pages clean.
    private var believed: [UInt8] = []
    /// Sizes the file has had since it was synchronized.
    private var sizes: [Int] = []

    init() {}

    init(stored bytes: [UInt8]) {
        self.bytes = bytes
        stored = bytes
        believed = bytes
    }

    mutating func append(_ more: some Collection<UInt8>) {
        bytes += more
        sizes.append(bytes.count)
    }

    mutating func truncate(to byteCount: Int) {
        bytes = bytes.resized(to: byteCount)
        believed = Array(believed.prefix(byteCount))
        sizes.append(byteCount)
    }

    mutating func synchronize() {
        stored = merged(byteCount: bytes.count) { _ in true }
        believed = bytes
        sizes = []
    }

    mutating func failToSynchronize() {
        believed = bytes
        sizes = []
    }

    /// The file's bytes after a power cut.
    func afterCut(_ cut: inout PowerCut) -> [UInt8] {
        switch cut {
        case .onlySynchronized: return stored
        case .everything: return bytes
        case .luck(var luck):
            defer { cut = .luck(luck) }
            let possible = [stored.count] + sizes
            var byteCount = possible.randomElement(using: &luck) ?? 0
            // A write that was under way, cut off anywhere.
            if let least = possible.min(), let most = possible.max(), luck.next() % 4 == 0 {
                byteCount = Int.random(in: least...most, using: &luck)
            }
            return merged(byteCount: byteCount) { _ in luck.next() % 2 == 0 }
        }
    }

    /// `stored` with those of the changed pages that `isWritten` says.
    private func merged(byteCount: Int, isWritten: (Int) -> Bool) -> [UInt8] {
        var result = stored.resized(to: byteCount)
        let (new, old) = (bytes.resized(to: byteCount), believed.resized(to: byteCount))
        for begin in stride(from: 0, to: byteCount, by: Self.pageByteCount) {
            let page = begin..<min(begin + Self.pageByteCount, byteCount)
            if new[page] != old[page], isWritten(begin) {
                result.replaceSubrange(page, with: new[page])
            }
        }
        return result
    }
}

extension [UInt8] {
    /// The same bytes, cut off or followed by zeroes.
    fileprivate func resized(to count: Int) -> [UInt8] {
        self.count >= count
            ? Array(prefix(count)) : self + Array(repeating: 0, count: count - self.count)
    }
}
