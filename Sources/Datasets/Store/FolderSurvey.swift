package import Images

/// What the images of a folder are like, each read and decoded once and then forgotten: for an
/// audit before training.
package struct FolderSurvey: Sendable {
    /// One image that can be read.
    package struct Image: Sendable {
        /// Its place in the index's entries.
        package let entryIndex: Int
        package let height: Int
        package let width: Int
        /// `InkPolarity.vote`.
        package let vote: Int
        /// `GreyImage.contrast`.
        package let contrast: Int
        /// `GreyImage.isNarrow`.
        package let isNarrow: Bool
        /// `PNGFile.orientation`.
        package let orientation: Int
        package let digest: ImageDigest

        /// Whether all pixels are equal.
        package var isBlank: Bool { contrast == 0 }
    }

    package let index: ImageIndex
    /// In the order of the entries.
    package private(set) var images: [Image] = []
    /// What the images look like, class by class.
    package private(set) var tally = ImageTally()
    /// The images that cannot be read, in the order of the entries.
    package private(set) var failures: [ImageFailure] = []

    package init(_ index: ImageIndex) {
        self.index = index
        var file = FileBytes()
        for (place, entry) in index.entries.enumerated() {
            do throws(ImageError) {
                let path = join(index.folder, entry.path)
                try file.read(path)
                let image = try file.decode(path)
                images.append(
                    Image(image, entryIndex: place, orientation: file.orientation))
                tally.add(image, label: entry.label)
            } catch {
                failures.append(
                    ImageFailure(
                        entryIndex: place, path: entry.path, reason: error.reason.description))
            }
        }
    }

    /// The digest of paths, labels and contents: that of a run which trains on this folder, when
    /// all images can be read.
    package var dataDigest: String {
        Manifest(
            rows: images.map { image in
                let entry = index.entries[image.entryIndex]
                return Manifest.Row(
                    path: entry.path, label: index.classNames[entry.label], split: .train,
                    worker: 0, digest: image.digest)
            }
        ).dataDigest
    }
}

extension FolderSurvey.Image {
    fileprivate init(_ image: GreyImage, entryIndex: Int, orientation: Int) {
        self.entryIndex = entryIndex
        height = image.height
        width = image.width
        vote = InkPolarity.vote(image.pixels, height: image.height, width: image.width)
        contrast = image.contrast
        isNarrow = image.isNarrow
        self.orientation = orientation
        digest = ImageDigest(of: image)
    }
}
