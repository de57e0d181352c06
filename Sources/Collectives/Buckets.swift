/// Cuts the elements of a sum into buckets that travel one after another, like the gradient buckets
/// of PyTorch DDP: the buckets of the last layers travel while the backward pass works on the
/// first.
enum Buckets {
    /// A bucket size, in floats, that keeps messages below Open MPI's eager limit of 64 KiB. Longer
    /// messages use the rendezvous protocol, which asks the receiver first; over a slow link its
    /// request waits behind the data sent before (on 2 hosts at 100 Mbit/s an exchange of 5 MB
    /// takes 1.2 times as long).
    static func size(for layout: HostLayout) -> Int {
        let parts = layout.hosts.map(\.count).max() ?? 1
        return messageSize * layout.hosts.count * parts
    }

    /// In floats: 48 KiB.
    private static let messageSize = 12_288

    /// - Parameters:
    ///   - starts: ascending offsets at which the rest of a vector may be final before its
    ///     beginning is: the layers' boundaries. A bucket ends there unless it would be too small.
    ///   - size: the largest number of floats of a bucket, rounded up to cache lines; where the
    ///     next start allows it, a bucket has at least a quarter of this.
    /// - Returns: ranges that begin on cache lines; the last elements come first, because they are
    ///   final first.
    static func ranges(elementCount: Int, starts: [Int], size: Int) -> [Range<Int>] {
        let size = roundedToCacheLines(max(size, 1))
        // A cache line that two layers share becomes final with the earlier layer.
        let cuts = starts.map(roundedToCacheLines).filter { $0 < elementCount }.reversed()
        var ranges: [Range<Int>] = []
        var end = elementCount
        func close(at start: Int) {
            // Equal sizes, rounded to whole cache lines.
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
