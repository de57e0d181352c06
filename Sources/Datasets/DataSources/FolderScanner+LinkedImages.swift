import Images

extension FolderScanner {
    /// Takes the images that are links, but for those that give an image the label of another class
    /// although it is read in its own place, and notes those in doubt.
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
    ///   - place: where the image is read without this link.
    ///   - firstLink: another link to the image.
    private func doubtReason(
        _ path: String, _ target: String, place: String?, firstLink: String?, _ labels: ImageLabels
    ) -> DoubtfulLink.Reason? {
        let label = labels.label(of: path)
        if let place {
            if labels.label(of: place) == label { return nil }
            // An image outside the data has no place there but those that links give it.
            return relativePath(target, below: root) == nil ? .secondLabel : .readElsewhere
        }
        if let inside = pathInOtherFolder(target) {
            return labels.isLabel(label, ofOutside: inside) ? .otherFolder : .otherClass
        }
        if let firstLink, labels.label(of: firstLink) != label { return .secondLabel }
        return labels.contradicts(label, target) ? .namedAsAnotherClass : nil
    }

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

/// Which label a path gives, by the layout of all paths.
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

    /// Whether an image of the other folder, with the path `inside` it, seems to have this label.
    func isLabel(_ label: String, ofOutside inside: String) -> Bool {
        areNumbersInNames
            ? number(in: inside).map { $0 == label } ?? true
            : names(of: inside).contains { $0 == label }
    }

    /// Whether an image that lies outside the data seems to have another label.
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
