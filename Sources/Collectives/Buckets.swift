/// How the elements of a sum are cut into buckets that travel one after another.
enum Buckets {
    /// Of a size that makes messages short enough for MPI to send them at once: from 64 KiB on Open MPI
    /// asks the receiver first, and over a slow link its question waits behind what was sent before (on
    /// 2 hosts at 100 Mbit/s an exchange of 5 MB takes 1.2 times as long).
    static func size(for layout: HostLayout) -> Int {
        let parts = layout.hosts.map(\.count).max() ?? 1
        return messageSize * layout.hosts.count * parts
    }

    private static let messageSize = 12_288

    /// - Parameters:
    ///   - starts: elements from which on a vector may be done before its rest is, in rising order. A
    ///     bucket ends there if it would not be too small.
    ///   - size: a bucket has at most as many floats, rounded up to cache lines, and at least a quarter
    ///     of it where the next start allows it.
    /// - Returns: ranges that begin on cache lines, the last elements first: they are done first.
    static func ranges(elementCount: Int, starts: [Int], size: Int) -> [Range<Int>] {
        let size = roundedToCacheLines(max(size, 1))
        // A line that belongs to two layers is done with the one before.
        let cuts = starts.map(roundedToCacheLines).filter { $0 < elementCount }.reversed()
        var ranges: [Range<Int>] = []
        var end = elementCount
        func close(at start: Int) {
            // Of equal sizes, but for whole lines.
            let count = (end - start + size - 1) / size
            let bounds = (0...count).map { start + (end - start) / 16 * $0 / count * 16 }
            for part in stride(from: count - 1, through: 0, by: -1) {
                let range = bounds[part]..<(part == count - 1 ? end : bounds[part + 1])
                if !range.isEmpty { ranges.append(range) }
            }
            end = start
        }
        for cut in cuts where cut > 0 && end - cut >= size / 4 { close(at: cut) }
        if end > 0 { close(at: 0) }
        return ranges
    }
}
