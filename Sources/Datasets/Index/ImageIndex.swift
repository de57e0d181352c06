import Failures

/// The images of one folder with their labels: paths only, no pixels. All ranks have the whole
/// index; each loads only the pixels of its own samples.
package struct ImageIndex: Sendable, Codable, Equatable {
    /// One image file.
    package struct Entry: Sendable, Codable, Equatable {
        /// The path relative to `ImageIndex.folder`.
        package var path: String
        /// The index of the image's class in `ImageIndex.classNames`.
        package var label: Int
        /// The size of the file in bytes when it was listed; 0 if it is not known.
        package var byteCount: Int

        package init(path: String, label: Int, byteCount: Int = 0) {
            self.path = path
            self.label = label
            self.byteCount = byteCount
        }
    }

    /// A folder that would be a class if it had an image.
    package struct ClassFolder: Sendable, Codable, Equatable {
        package var name: String
        /// Its contents, such as "12 .jpg"; empty if there is nothing of the user's.
        package var contents: String

        package init(name: String, contents: String) {
            self.name = name
            self.contents = contents
        }
    }

    /// The folder that contains the classes: the named folder, or its only sub-folder.
    package var folder: String
    /// The classes in natural order; a label is an index into this list.
    package var classNames: [String]
    /// The images, sorted by the bytes of their paths.
    package var entries: Entries
    /// Entries of the folder that are not images.
    package var skipped: Skipped
    /// Class folders without an image, if folders are the labels.
    package var classFoldersWithoutImages: [ClassFolder] = []
    /// Links that were not followed, or that may give an image a wrong label.
    package var doubtfulLinks: [DoubtfulLink] = []

    package init(
        folder: String, classNames: [String], entries: Entries, skipped: Skipped = Skipped()
    ) {
        self.folder = folder
        self.classNames = classNames
        self.entries = entries
        self.skipped = skipped
    }

    package init(folder: String, classNames: [String], entries: [Entry]) {
        self.init(folder: folder, classNames: classNames, entries: Entries(entries))
    }

    /// The number of images of each class.
    package var classCounts: [Int] { classCounts(at: entries.indices) }

    /// The number of images of each class among those at some places in `entries`.
    package func classCounts(at places: some Sequence<Int>) -> [Int] {
        var counts = [Int](repeating: 0, count: classNames.count)
        for place in places { counts[Int(entries.labels[place])] += 1 }
        return counts
    }

    /// The path for opening the file of an entry.
    package func path(ofEntry place: Int) -> String { join(folder, entries[place].path) }

    /// The same index with labels that refer to the classes of a training set. A test set may lack
    /// classes, and its own order of classes does not matter.
    /// - Parameter training: the training folder, whose index may explain why a class is missing
    ///   there.
    /// - Throws: `FolderError` of kind `badData` that names the classes which training does not
    ///   have.
    package func mapped(
        toClasses trainingClasses: [String], of training: ImageIndex? = nil
    ) throws(FolderError) -> ImageIndex {
        var places: [String: Int] = [:]
        for (place, name) in trainingClasses.enumerated() { places[name] = place }
        var newLabels: [Int] = []
        var unknown: [String] = []
        for name in classNames {
            if let place = places[name] {
                newLabels.append(place)
            } else {
                newLabels.append(-1)
                unknown.append(name)
            }
        }
        guard unknown.isEmpty else {
            throw FolderError(
                .badData, path: folder,
                what: "\(unknown.count == 1 ? "class" : "classes") "
                    + "\(quotedList(unknown, limit: 12)) unknown in training, whose classes are "
                    + quotedList(trainingClasses, limit: 40)
                    + (training?.absence(ofAnyOf: unknown).map { " (there, \($0))" } ?? ""),
                remedy: "remove or rename what the model was not trained on")
        }
        var index = self
        index.classNames = trainingClasses
        index.entries = entries.relabelled(newLabels)
        return index
    }

    /// The same index without the entries at `places` (images that cannot be read). The classes are
    /// unchanged, so that labels keep their meaning.
    package func removing(_ places: Set<Int>) -> ImageIndex {
        var index = self
        index.entries = Entries(
            entries.indices.lazy.filter { !places.contains($0) }.map { entries[$0] })
        return index
    }
}
