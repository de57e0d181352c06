package import Collectives
package import Datasets
import Failures
package import Images

/// This rank's part of one folder's images, loaded in agreement with all other ranks.
package struct SharedImages {
    /// The folder without the images that were left out; equal on all ranks.
    package let index: ImageIndex
    /// This rank's images, one store for each of its parts; ink is light in all of them.
    package let stores: [ImageStore]
    /// Images that were left out; equal on all ranks.
    package let leftOut: BadImages
    /// The classes that had images before bad ones were left out, and have none now; equal on all
    /// ranks.
    package let lostClasses: [String]
    /// What the images of the folder look like; equal on all ranks.
    package let tally: ImageTally
    /// Which ink the images are taken to have; equal on all ranks.
    package let inkDecision: InkDecision
    /// Whether every pixel of every rank was 0 or 255.
    package let isBinary: Bool
    /// On rank 0 the digest of every image of the index, in its order; empty elsewhere.
    package let digests: [ImageDigest]
}

extension Collective {
    /// This rank's share of some images: every `worldSize`-th one.
    package func share(of places: [Int]) -> [Int] {
        stride(from: rank, to: places.count, by: worldSize).map { places[$0] }
    }

    /// Loads this rank's parts of a folder.
    ///
    /// - Parameters:
    ///   - trainingInk: what the model was trained on; nil for the training images: see
    ///     `InkDecision`.
    ///   - countImages: is told of images as they are tried.
    ///   - plan: which image goes where, from the index; made again where bad images were left out.
    ///   - parts: from the plan, the places in the index of the images that this rank loads, part by
    ///     part. Every image belongs to one part of one rank.
    /// - Returns: the images, and the plan of those that can be read.
    /// - Throws: on all ranks alike, `BadImagesError` with all images that cannot be read, or
    ///   `HostFilesError` with those that other hosts than rank 0's lack or have otherwise.
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
                // Those behind a bad image are dealt again, so that the shards are what they would
                // be without it.
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

    /// The failures of all ranks on every rank, by their places in the index.
    private func collect(_ own: [ImageFailure]) throws -> [ImageFailure] {
        try allGather(own).joined().sorted { $0.entryIndex < $1.entryIndex }
    }

    private func gatherDigests(
        _ places: [[Int]], _ stores: [ImageStore], count: Int
    ) throws -> [ImageDigest] {
        let own = zip(places, stores).flatMap { part, store in
            zip(part, store.digests).lazy.map { PlacedDigest(place: $0, digest: $1) }
        }
        var digests = [ImageDigest](repeating: .zero, count: isRoot ? count : 0)
        // In portions, so that rank 0 never holds those of a million images twice.
        let longest = try combine(own.count, by: .maximum)
        for start in stride(from: 0, to: longest, by: digestPortion) {
            let rows = try gather(rows: Array(own.dropFirst(start).prefix(digestPortion)))
            for row in rows { digests[row.place] = row.digest }
        }
        return digests
    }
}

/// How many digests of a rank travel at once.
private let digestPortion = 1 << 15

/// The digest of one image.
private struct PlacedDigest: BitwiseCopyable {
    /// The place of the image in the index.
    let place: Int
    let digest: ImageDigest
}
