import Images

extension FolderScanner {
    /// Adds the images that are symbolic links, except those that would give an image, which is
    /// also read at its real location, the label of a different class. Records the doubtful ones.
    mutating func judgeLinkedImages() {
        guard !linkedImages.isEmpty || !followedFolders.isEmpty else { return }
        let labels = ImageLabels((images + linkedImages).map(\.path), knownClasses: knownClasses)
        let realImages = Set(images.map { Array($0.path.utf8) })
        var firstLinks: [[UInt8]: String] = [:]
        for image in linkedImages.sorted(by: { bytesPrecede($0.path, $1.path) }) {
            let path = image.path
            let target = realPath(join(folder, path))
            let place = place(ofFolder: folderPath(of: target)).map {
                join($0, lastName(of: target))
            }
            let isRead = place.map { realImages.contains(Array($0.utf8)) } ?? false
            let key = Array(target.utf8)
            if let reason = doubtReason(
                path, target, place: isRead ? place : nil, firstLink: firstLinks[key], labels)
            {
                doubt(path, target, reason)
                guard reason.isFollowed else { continue }
            }
            if firstLinks[key] == nil { firstLinks[key] = path }
            images.append(image)
        }
        noteFoldersNamedAsOthers(labels)
    }

    /// - Parameters:
    ///   - place: where the image is read without this link; nil if it is not.
    ///   - firstLink: an earlier link to the same image.
    private func doubtReason(
        _ path: String, _ target: String, place: String?, firstLink: String?, _ labels: ImageLabels
    ) -> DoubtfulLink.Reason? {
        let label = labels.label(of: path)
        if let place {
            if labels.label(of: place) == label { return nil }
            // The target is outside the data set, so it is reachable only through links.
            return relativePath(target, below: root) == nil ? .secondLabel : .readElsewhere
        }
        if let inside = pathInOtherFolder(target) {
            return labels.isLabel(label, ofOutside: inside) ? .otherFolder : .otherClass
        }
        if let firstLink, labels.label(of: firstLink) != label { return .secondLabel }
        return labels.contradicts(label, target) ? .namedAsAnotherClass : nil
    }

    /// Records links to folders that have the name of a different class.
    private mutating func noteFoldersNamedAsOthers(_ labels: ImageLabels) {
        guard !labels.areNumbersInNames else { return }
        for (path, target) in followedFolders {
            let name = lastName(of: target)
            if name != names(of: path)[0], labels.classFolders.contains(name) {
                doubt(path, target, .namedAsAnotherClass)
            }
        }
    }
}

/// The label that a path gives an image, by the layout of all paths: a number in its name, or its
/// first folder.
private struct ImageLabels {
    let areNumbersInNames: Bool
    let classFolders: Set<String>

    init(_ paths: [String], knownClasses: Set<String>) {
        areNumbersInNames = paths.allSatisfy { ClassNames.labelText(in: $0) != nil }
        classFolders =
            areNumbersInNames
            ? [] : knownClasses.union(paths.map { firstFolder(of: $0) })
    }

    func label(of path: String) -> String {
        guard areNumbersInNames else { return firstFolder(of: path) }
        return number(in: path) ?? ""
    }

    /// Whether an image of the other folder, at the path `inside` that folder, seems to have this
    /// label.
    func isLabel(_ label: String, ofOutside inside: String) -> Bool {
        areNumbersInNames
            ? number(in: inside).map { $0 == label } ?? true
            : names(of: inside).contains { $0 == label }
    }

    /// Whether the path of an image outside the data set suggests a different label.
    func contradicts(_ label: String, _ target: String) -> Bool {
        guard ImageCodecs.isImageName(target) else { return false }
        if areNumbersInNames { return number(in: target).map { $0 != label } ?? false }
        let parent = names(of: target).dropLast().last.map(String.init) ?? ""
        return parent != label && classFolders.contains(parent)
    }

    private func number(in path: String) -> String? {
        guard ImageCodecs.isImageName(path), let text = ClassNames.labelText(in: path) else {
            return nil
        }
        return Int(text).map { String($0) } ?? String(text)
    }
}
