/// The images of one folder with their labels: no pixels, only names.
package struct ImageIndex: Sendable, Codable, Equatable {
    /// One image file.
    package struct Entry: Sendable, Codable, Equatable {
        /// The path relative to `ImageIndex.folder`.
        package var path: String
        /// The place of the image's class in `ImageIndex.classNames`.
        package var label: Int

        package init(path: String, label: Int) {
            self.path = path
            self.label = label
        }
    }

    /// What stood in the folder without being an image, counted by kind.
    package struct Skipped: Sendable, Codable, Equatable {
        /// Names with a leading dot (`.DS_Store`) and `__MACOSX`.
        package var hidden = 0
        /// Files whose name does not end in `.png`, and files that are neither files nor folders.
        package var notPNG = 0
        /// Files of 0 bytes whose name ends in `.png`.
        package var empty = 0
        /// Folders whose name ends in `.png`.
        package var foldersNamedPNG = 0
        package var danglingLinks = 0
        package var namesNotUTF8 = 0
        /// Folders met a second time through a link.
        package var repeatedFolders = 0

        package init() {}

        package var total: Int {
            hidden + notPNG + empty + foldersNamedPNG + danglingLinks + namesNotUTF8
                + repeatedFolders
        }
    }

    /// The folder that was entered: the one named, or its only sub-folder.
    package var folder: String
    /// The classes in natural order; a label is a place in this list.
    package var classNames: [String]
    /// The images, sorted by the bytes of their paths.
    package var entries: [Entry]
    package var skipped: Skipped

    package init(
        folder: String, classNames: [String], entries: [Entry], skipped: Skipped = Skipped()
    ) {
        self.folder = folder
        self.classNames = classNames
        self.entries = entries
        self.skipped = skipped
    }

    /// The number of images of each class.
    package var classCounts: [Int] {
        var counts = [Int](repeating: 0, count: classNames.count)
        for entry in entries { counts[entry.label] += 1 }
        return counts
    }

    /// The same index with the labels of a training set's classes: a test set may lack classes,
    /// and its own order of classes does not matter.
    /// - Throws: `FolderError` of kind `badData` naming the classes that training does not have.
    package func mapped(toClasses trainingClasses: [String]) throws(FolderError) -> ImageIndex {
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
                    + quotedList(trainingClasses, limit: 40),
                remedy: "remove or rename what the model was not trained on")
        }
        var index = self
        index.classNames = trainingClasses
        for place in index.entries.indices {
            index.entries[place].label = newLabels[entries[place].label]
        }
        return index
    }

    /// The same index without the entries at `places` (images that cannot be read). The classes
    /// stay, so that labels keep their meaning.
    package func removing(_ places: Set<Int>) -> ImageIndex {
        var index = self
        index.entries = entries.indices.filter { !places.contains($0) }.map { entries[$0] }
        return index
    }
}

extension ImageIndex.Skipped: CustomStringConvertible {
    /// For example "3 hidden, 1 empty file"; empty when nothing was skipped.
    package var description: String {
        [
            (hidden, "hidden"), (notPNG, "not .png"), (empty, "empty"),
            (foldersNamedPNG, "folders named .png"), (danglingLinks, "dangling links"),
            (namesNotUTF8, "names not UTF-8"), (repeatedFolders, "folders linked twice"),
        ]
        .filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
