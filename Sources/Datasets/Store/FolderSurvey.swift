import Images

/// Facts about the images of a folder, for `doctor`: each image is read and decoded once and then
/// discarded, so that memory does not grow with the folder.
package struct FolderSurvey: Sendable {
    package let index: ImageIndex
    /// The images that can be read, in the order of the entries.
    package private(set) var images: [SurveyedImage] = []
    /// Counts of ink, contrast and size for each class.
    package private(set) var tally = ImageTally()
    /// The images that cannot be read, in the order of the entries.
    package private(set) var failures: [ImageFailure] = []

    package init(_ index: ImageIndex) {
        self.index = index
        var reader = ImageReader()
        for (place, entry) in index.entries.enumerated() {
            do throws(ImageError) {
                let image = try reader.image(at: join(index.folder, entry.path))
                images.append(
                    SurveyedImage(image, entryIndex: place, orientation: reader.orientation))
                tally.add(image, label: entry.label)
            } catch {
                failures.append(
                    ImageFailure(
                        entryIndex: place, path: entry.path, reason: error.reason.description))
            }
        }
    }

    /// The digest of paths, labels and contents. It equals that of a run that trains on this
    /// folder, if all images can be read.
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
