package import Collectives
package import Datasets
import Failures
package import Images

/// This rank's part of the images of a folder, loaded together with all other ranks: they agree on
/// which images are skipped and which ink polarity is assumed.
package struct SharedImages {
    /// The index of the folder without the images that were skipped; equal on all ranks.
    package let index: ImageIndex
    /// This rank's images, one store for each part; they have light ink on a dark background,
    /// inverted if necessary.
    package let stores: [ImageStore]
    /// The images that were skipped; equal on all ranks.
    package let leftOut: BadImages
    /// The classes whose images were all skipped; equal on all ranks.
    package let lostClasses: [String]
    /// Statistics of the pixels of all images, such as contrast and ink polarity; equal on all
    /// ranks.
    package let tally: ImageTally
    /// The ink polarity that is assumed for the images; equal on all ranks.
    package let inkDecision: InkDecision
    /// Whether all pixels of all ranks were 0 or 255.
    package let isBinary: Bool
    /// On rank 0 the digests of all images, in the order of the index; empty on the other ranks.
    package let digests: [ImageDigest]
}

extension Collective {
    /// This rank's share of some images: every `worldSize`-th one, starting with number `rank`.
    /// With 3 ranks, rank 1 takes images 1, 4, 7, …
    package func share(of places: [Int]) -> [Int] {
        stride(from: rank, to: places.count, by: worldSize).map { places[$0] }
    }

    /// Loads this rank's parts of a folder. All ranks must call it.
    ///
    /// - Parameters:
    ///   - trainingInk: the polarity that the model was trained on; nil for the training images.
    ///     See `InkDecision`.
    ///   - countImages: called with the number of images that have been read.
    ///   - plan: computes from the index how images are divided. It is called again when bad images
    ///     have been skipped.
    ///   - parts: the positions in the index of the images that this rank loads according to the
    ///     plan, part by part. Every image belongs to exactly one part of one rank.
    /// - Returns: the images, and the plan for those that can be read.
    /// - Throws: on all ranks, `BadImagesError` with all images that cannot be read, or
    ///   `HostFilesError` with those that are missing or different on other hosts than that of rank
    ///   0.
    package func load<Plan>(
        _ source: ImageSource, _ index: ImageIndex, height: Int, width: Int, ink: Ink,
        trainingInk: Ink?, badImages: BadImagePolicy, countImages: @escaping (_ count: Int) -> Void,
        plan makePlan: (ImageIndex) -> Plan, parts: (Plan) -> [[Int]]
    ) throws -> (images: SharedImages, plan: Plan) {
        let classCounts = index.classCounts
        var index = index
        var leftOut: [ImageFailure] = []
        while true {
            let plan = makePlan(index)
            let places = parts(plan)
            let listedElsewhere = layout.host(of: rank) != layout.host(of: 0)
            var loaded = places.map { part in
                source.load(
                    part, of: index, height: height, width: width,
                    listedElsewhere: listedElsewhere, countImages: countImages)
            }
            let failures = try collect(
                zip(places, loaded).flatMap { part, loaded in
                    loaded.failures.map { failure in
                        ImageFailure(
                            entryIndex: part[failure.entryIndex], path: failure.path,
                            reason: failure.reason, exitStatus: failure.exitStatus,
                            rankName: layout.hosts.count > 1 ? rankName : nil)
                    }
                })
            let absent = failures.filter { $0.exitStatus != .badData }
            guard absent.isEmpty else { throw HostFilesError(folder: index.folder, absent) }
            guard failures.isEmpty else {
                guard badImages == .skip else {
                    throw BadImagesError([BadImages(folder: index.folder, failures: failures)])
                }
                leftOut += failures
                // Divide the images again without the bad ones, so that the result is as if they
                // had never existed.
                index = index.removing(Set(failures.map(\.entryIndex)))
                guard !index.entries.isEmpty else {
                    throw BadImagesError([BadImages(folder: index.folder, failures: leftOut)])
                }
                continue
            }

            let tally = try sum(loaded.map(\.tally), classCount: index.classNames.count)
            let binaryRanks = try combine(loaded.allSatisfy(\.allBinary) ? 1 : 0, by: .sum)
            let decision = InkDecision(ink, votes: tally.inkVotes, trainingInk: trainingInk)
            for part in loaded.indices { loaded[part].settleInk(isDark: decision.ink == .dark) }
            let stores = loaded.map(\.store)
            let images = SharedImages(
                index: index, stores: stores,
                leftOut: BadImages(folder: index.folder, failures: leftOut),
                lostClasses: zip(index.classNames, zip(classCounts, index.classCounts))
                    .filter { $1.0 > 0 && $1.1 == 0 }.map(\.0),
                tally: tally, inkDecision: decision, isBinary: binaryRanks == worldSize,
                digests: try gatherDigests(
                    places, stores, count: index.entries.count))
            return (images, plan)
        }
    }

    /// The failures of all ranks, on every rank, in the order of the index.
    private func collect(_ own: [ImageFailure]) throws -> [ImageFailure] {
        try allGather(own).joined().sorted { $0.entryIndex < $1.entryIndex }
    }

    /// The digests of all images on rank 0, in the order of the index.
    private func gatherDigests(
        _ places: [[Int]], _ stores: [ImageStore], count: Int
    ) throws -> [ImageDigest] {
        let own = zip(places, stores).flatMap { part, store in
            zip(part, store.digests).lazy.map { PlacedDigest(place: $0, digest: $1) }
        }
        var digests = [ImageDigest](repeating: .zero, count: isRoot ? count : 0)
        // In portions, so that rank 0 never stores the digests of a million images twice.
        let longest = try combine(own.count, by: .maximum)
        for start in stride(from: 0, to: longest, by: digestPortion) {
            let rows = try gather(rows: Array(own.dropFirst(start).prefix(digestPortion)))
            for row in rows { digests[row.place] = row.digest }
        }
        return digests
    }
}

/// The number of digests that a rank sends at once; 40 bytes each, 1.25 MiB together.
private let digestPortion = 1 << 15

/// The digest of one image, as sent between ranks.
private struct PlacedDigest: BitwiseCopyable {
    /// The position of the image in the index.
    let place: Int
    let digest: ImageDigest
}
