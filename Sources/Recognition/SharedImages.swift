package import Collectives
package import Handwriting

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
    /// On rank 0 the digest of every file of the index, in its order; empty elsewhere.
    package let digests: [UInt64]
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
    ///   - parts: from the index (again when bad images were left out), the places of the images
    ///     that this rank loads, part by part. Every image belongs to one part of one rank.
    /// - Throws: on all ranks alike, `BadImagesError` with all images that cannot be read.
    package func load(
        _ source: ImageSource, _ index: ImageIndex, height: Int, width: Int, ink: Ink,
        trainingInk: Ink?, badImages: BadImagePolicy, countImages: @escaping (_ count: Int) -> Void,
        parts: (ImageIndex) -> [[Int]]
    ) throws -> SharedImages {
        let classCounts = index.classCounts
        var index = index
        var leftOut: [ImageFailure] = []
        while true {
            let places = parts(index)
            var loaded = places.map { part in
                source.load(
                    part.map { index.entries[$0] }, of: index, height: height, width: width,
                    countImages: countImages)
            }
            let failures = try collect(
                zip(places, loaded).flatMap { part, loaded in
                    loaded.failures.map { failure in
                        ImageFailure(
                            entryIndex: part[failure.entryIndex], path: failure.path,
                            reason: failure.reason)
                    }
                })
            guard failures.isEmpty else {
                guard badImages == .skip else {
                    throw BadImagesError([BadImages(folder: index.folder, failures: failures)])
                }
                leftOut += failures
                // Those behind a bad image are dealt anew, so that the shards are what they would
                // be without it.
                index = index.removing(Set(failures.map(\.entryIndex)))
                guard !index.entries.isEmpty else {
                    throw BadImagesError([BadImages(folder: index.folder, failures: leftOut)])
                }
                continue
            }

            let tally = try sum(loaded.map(\.tally), classCount: index.classNames.count)
            var otherThanBinary: [Int64] = [loaded.allSatisfy(\.allBinary) ? 0 : 1]
            try combine(&otherThanBinary, by: .sum)
            let decision = InkDecision(ink, votes: tally.inkVotes, trainingInk: trainingInk)
            for part in loaded.indices { loaded[part].settleInk(isDark: decision.ink == .dark) }
            let stores = loaded.map(\.store)
            return SharedImages(
                index: index, stores: stores,
                leftOut: BadImages(folder: index.folder, failures: leftOut),
                lostClasses: zip(index.classNames, zip(classCounts, index.classCounts))
                    .filter { $1.0 > 0 && $1.1 == 0 }.map(\.0),
                tally: tally, inkDecision: decision, isBinary: otherThanBinary[0] == 0,
                digests: try gatherDigests(
                    places, stores, count: index.entries.count))
        }
    }

    /// The failures of all ranks on every rank, by their places in the index.
    private func collect(_ own: [ImageFailure]) throws -> [ImageFailure] {
        var counts = [Int64(own.count)]
        try combine(&counts, by: .sum)
        if counts[0] == 0 { return [] }
        let separator: Character = "\0"
        let text = own.flatMap { [String($0.entryIndex), $0.path, $0.reason] }
            .joined(separator: String(separator))
        let texts = try gather(Array(text.utf8), to: 0)
        let all = try fromRoot {
            Array(texts.filter { !$0.isEmpty }.joined(separator: [0]))
        }
        let fields = String(decoding: all, as: UTF8.self)
            .split(separator: separator, omittingEmptySubsequences: false)
        return stride(from: 0, to: fields.count - 2, by: 3).map { start in
            ImageFailure(
                entryIndex: Int(fields[start]) ?? 0, path: String(fields[start + 1]),
                reason: String(fields[start + 2]))
        }
        .sorted { $0.entryIndex < $1.entryIndex }
    }

    private func gatherDigests(
        _ places: [[Int]], _ stores: [ImageStore], count: Int
    ) throws -> [UInt64] {
        var pairs: [UInt64] = []
        for (part, store) in zip(places, stores) {
            for (place, digest) in zip(part, store.fileDigests) {
                pairs.append(UInt64(place))
                pairs.append(digest)
            }
        }
        let gathered = try gather(pairs.withUnsafeBytes(Array.init), to: 0)
        guard isRoot else { return [] }
        var digests = [UInt64](repeating: 0, count: count)
        for bytes in gathered {
            bytes.withUnsafeBytes { raw in
                for start in stride(from: 0, to: raw.count, by: 16) {
                    let place = raw.loadUnaligned(fromByteOffset: start, as: UInt64.self)
                    digests[Int(place)] = raw.loadUnaligned(
                        fromByteOffset: start + 8, as: UInt64.self)
                }
            }
        }
        return digests
    }
}
