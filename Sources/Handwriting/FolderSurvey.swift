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
        /// Whether all pixels are equal.
        package let isBlank: Bool
        /// A hash of size and pixels as decoded: equal for files that differ in compression only.
        package let contentDigest: UInt64
        /// As `ImageStore.fileDigests`.
        package let fileDigest: UInt64
    }

    package let index: ImageIndex
    /// In the order of the entries.
    package private(set) var images: [Image] = []
    /// The images that cannot be read, in the order of the entries.
    package private(set) var failures: [ImageFailure] = []

    package init(_ index: ImageIndex) {
        self.index = index
        var file = FileBytes()
        for (place, entry) in index.entries.enumerated() {
            do throws(ImageError) {
                let path = join(index.folder, entry.path)
                try file.read(path)
                images.append(
                    Image(try file.decode(path), entryIndex: place, fileDigest: file.digest))
            } catch {
                failures.append(
                    ImageFailure(
                        entryIndex: place, path: entry.path, reason: error.reason.description))
            }
        }
    }

    /// The digest of paths, labels and contents: that of a run which trains on this folder, when
    /// all images can be read.
    package var dataDigestText: String {
        Manifest(
            rows: images.map { image in
                let entry = index.entries[image.entryIndex]
                return Manifest.Row(
                    path: entry.path, label: index.classNames[entry.label], split: .train,
                    worker: 0, digest: image.fileDigest)
            }
        ).dataDigestText
    }
}

extension FolderSurvey.Image {
    fileprivate init(_ image: GreyImage, entryIndex: Int, fileDigest: UInt64) {
        self.entryIndex = entryIndex
        height = image.height
        width = image.width
        vote = InkPolarity.vote(image.pixels, height: image.height, width: image.width)
        isBlank = image.pixels.allSatisfy { $0 == image.pixels[0] }
        let pixels = image.pixels.withUnsafeBytes { SampleKey.hash($0) }
        contentDigest = withUnsafeBytes(of: (pixels, image.height, image.width)) {
            SampleKey.hash($0)
        }
        self.fileDigest = fileDigest
    }
}
