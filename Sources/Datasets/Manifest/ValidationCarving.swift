import RandomStreams

/// The unit of the validation split (`--validation-split`).
package enum ValidationSplit: String, Codable, Sendable, CaseIterable {
    /// Single images, the same fraction of each class.
    case stratified
    /// Whole groups of images, such as all images by one writer.
    case group
}

/// One of several disjoint validation sets that together are all training images, for
/// cross-validation.
package struct Fold: Codable, Sendable, Equatable, CustomStringConvertible {
    /// From 1 to `count`.
    package let number: Int
    package let count: Int

    package init(number: Int, count: Int) {
        precondition(count >= 2 && (1...count).contains(number), "a fold is 1 to K of K")
        self.number = number
        self.count = count
    }

    package var description: String { "\(number) of \(count)" }
}

/// Chooses the training images that are held out for validation. The choice depends on the index,
/// the groups and the seed.
package struct ValidationCarving: Sendable, Equatable {
    /// The fraction of images to hold out, at least 0 and less than 1; ignored if there is a fold.
    package var fraction: Double
    /// The fold to hold out, in place of the fraction.
    package var fold: Fold?
    /// Nil if single images are held out rather than groups.
    package var groups: SampleGroups?
    package var seed: UInt64

    package init(fraction: Double, fold: Fold? = nil, groups: SampleGroups? = nil, seed: UInt64) {
        precondition(
            fraction >= 0 && fraction < 1,
            "the validation fraction is at least 0 and less than 1")
        self.fraction = fraction
        self.fold = fold
        self.groups = groups
        self.seed = seed
    }

    /// The indices of the validation images, in ascending order.
    ///
    /// - A fraction of each class: the first ⌊fraction · n⌋ of its n images in the random order of
    ///   (seed, key).
    /// - A fraction in groups: the first groups in the random order of (seed, hash of the name), as
    ///   many as come closest to the fraction of all images; at least one, and never all.
    /// - A fold of single images: those at positions p with p mod K = I − 1 in the order (class,
    ///   key, path). Folds do not depend on the seed, so that runs of several seeds share them.
    /// - A fold of groups: groups are dealt, the largest first and equal ones in the order of (hash
    ///   of the name, name), each to the first of the folds with the fewest images.
    package func places(in entries: some Sequence<ImageIndex.Entry>) -> [Int] {
        let entries = ImageIndex.Entries(entries)
        let places =
            switch (fold, groups) {
            case (nil, nil): classFractions(entries)
            case (nil, let groups?): groupFraction(groups.members(of: entries), entries.count)
            case (let fold?, nil):
                classOrder(entries).flatMap { $0 }.enumerated()
                    .filter { $0.offset % fold.count == fold.number - 1 }.map(\.element)
            case (let fold?, let groups?): groupFold(groups.members(of: entries), fold)
            }
        return places.sorted()
    }

    /// Why these images cannot be split in this way; nil if they can.
    package func shortage(in entries: some Sequence<ImageIndex.Entry>) -> String? {
        let entries = ImageIndex.Entries(entries)
        let units =
            groups.map { ($0.members(of: entries).count, "group") }
            ?? (entries.count, "training image")
        let (count, noun) = units
        let nouns = "\(count) \(noun)\(count == 1 ? "" : "s")"
        if let fold {
            return count < fold.count ? "\(nouns) cannot make \(fold.count) folds" : nil
        }
        guard groups != nil, fraction > 0, count < 2 else { return nil }
        return "\(nouns) cannot both train and validate"
    }

    private func classFractions(_ entries: ImageIndex.Entries) -> [Int] {
        classOrder(entries) { random(ofKey: $0) }.flatMap { places in
            // 0.29 · 100 is 28.999… in Double; the small term makes it 29.
            places.prefix(Int(fraction * Double(places.count) + 1e-9))
        }
    }

    private func groupFraction(_ groups: [(name: String, places: [Int])], _ count: Int) -> [Int] {
        guard fraction > 0 else { return [] }
        let order = groups.map { (random: random(ofKey: SampleKey.hash($0.name)), group: $0) }
            .sorted { left, right in
                left.random != right.random
                    ? left.random < right.random
                    : bytesPrecede(left.group.name, right.group.name)
            }
        let target = fraction * Double(count)
        var taken: [Int] = []
        for (_, group) in order.dropLast() {
            // Take one more group only if that comes closer to the target.
            let middle = Double(taken.count) + Double(group.places.count) / 2
            guard taken.isEmpty || middle <= target else { break }
            taken += group.places
        }
        return taken
    }

    /// The groups of one fold, each dealt to the fold with the fewest images so far.
    private func groupFold(_ groups: [(name: String, places: [Int])], _ fold: Fold) -> [Int] {
        let order = groups.map { (hash: SampleKey.hash($0.name), group: $0) }
            .sorted { left, right in
                let (leftCount, rightCount) = (left.group.places.count, right.group.places.count)
                if leftCount != rightCount { return leftCount > rightCount }
                if left.hash != right.hash { return left.hash < right.hash }
                return bytesPrecede(left.group.name, right.group.name)
            }
        var counts = [Int](repeating: 0, count: fold.count)
        var taken: [Int] = []
        for (_, group) in order {
            var smallest = 0
            for index in counts.indices where counts[index] < counts[smallest] { smallest = index }
            counts[smallest] += group.places.count
            if smallest == fold.number - 1 { taken += group.places }
        }
        return taken
    }

    private func random(ofKey key: UInt64) -> UInt64 {
        CounterRandom(seed: seed, purpose: .split, key: key).bits64(at: 0)
    }
}

/// For each class, the indices of its images in the order of (sort value, key, path).
/// - Parameter rank: the sort value of a sample's key; by default equal for all. It is not the rank
///   of a process.
func classOrder(
    _ entries: ImageIndex.Entries, rank: (_ key: UInt64) -> UInt64 = { _ in 0 }
) -> [[Int]] {
    var classes = [[RankedSample]](
        repeating: [], count: Int(entries.labels.max() ?? -1) + 1)
    for (place, label) in entries.labels.enumerated() {
        let key = entries.key(at: place)
        classes[Int(label)].append(RankedSample(rank: rank(key), key: key, place: place))
    }
    return classes.map { samples in
        samples.sorted { $0.precedes($1, in: entries) }.map(\.place)
    }
}

/// A sample, to be sorted by sort value, then key, then path.
private struct RankedSample {
    let rank: UInt64
    let key: UInt64
    let place: Int

    func precedes(_ other: RankedSample, in entries: ImageIndex.Entries) -> Bool {
        if rank != other.rank { return rank < other.rank }
        if key != other.key { return key < other.key }
        return entries.path(at: place, precedesThatAt: other.place)
    }
}
