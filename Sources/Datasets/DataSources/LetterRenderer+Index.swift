import Images
import SyntheticLetters

extension LetterRenderer {
    /// The index of a virtual folder of letters, with the same paths as `synth` writes. So the
    /// images have the same sample keys in memory and on disk, and give the same weights.
    ///
    /// - Parameters:
    ///   - samplesPerClass: at least 1.
    ///   - firstSample: 0 for training images, `firstTestSample` for test images.
    package static func index(samplesPerClass: Int, firstSample: Int) -> ImageIndex {
        var entries: [ImageIndex.Entry] = []
        entries.reserveCapacity(samplesPerClass * classNames.count)
        for sample in firstSample..<firstSample + samplesPerClass {
            for classIndex in classNames.indices {
                entries.append(
                    ImageIndex.Entry(
                        path: fileName(class: classIndex, sample: sample), label: classIndex))
            }
        }
        entries.sort { bytesPrecede($0.path, $1.path) }
        return ImageIndex(folder: "", classNames: classNames, entries: entries)
    }

    /// Draws the images of an index that `index(samplesPerClass:firstSample:)` returned.
    ///
    /// - Parameter onProgress: called with the number of images drawn, after each.
    package func load(
        _ entries: some Collection<ImageIndex.Entry>, onProgress: ((Int) -> Void)? = nil
    ) -> ImageStore.Loaded {
        var loaded = ImageStore.Loaded(
            store: ImageStore(height: height, width: width, reserving: entries.count),
            allBinary: false)
        for entry in entries {
            let letter = Image(
                height: height, width: width,
                pixels: image(class: entry.label, sample: Self.sample(named: entry.path)))
            loaded.tally.add(letter, label: entry.label)
            loaded.store.append(
                pixels: letter.pixels, label: entry.label, key: SampleKey.hash(entry.path),
                digest: ImageDigest(of: letter))
            onProgress?(loaded.store.count)
        }
        return loaded
    }

    /// The sample number in a name that `fileName(class:sample:)` returned; any other name traps.
    private static func sample(named name: String) -> Int {
        let parts = name.split(separator: "_")
        guard parts.count == 4, let number = Int(parts[1]) else {
            preconditionFailure("\(name) is no name of a synthetic letter")
        }
        return (number - 1) / classNames.count
    }
}
