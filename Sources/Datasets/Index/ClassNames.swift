import Failures
import TextFormats

/// The classes and labels of a list of image paths.
///
/// If every file name ends in `_label_<number>`, the numbers are the classes: `id_7_label_3.png`
/// has class "3". Otherwise the first folder is the class: `beh/scan 7.png` has class "beh". A
/// mixture of both is an error, because it would be a guess.
struct ClassNames {
    /// The classes in natural order (`2 ba` before `10 ra`), which is the order of the network's
    /// outputs.
    let names: [String]
    /// For each path, the index of its class in `names`.
    let labels: [Int]

    /// - Parameters:
    ///   - paths: at least one, relative to `folder`.
    ///   - folder: for messages only.
    ///   - purpose: for messages only.
    /// - Throws: `FolderError` of kind `badData` for mixed layouts, images without a label, and
    ///   label numbers outside 0 to 9999.
    init(paths: [String], folder: String, purpose: LabelPurpose) throws(FolderError) {
        var namesOfPaths: [String] = []
        namesOfPaths.reserveCapacity(paths.count)
        var firstLabelled: String?
        var firstUnlabelled: String?
        for path in paths {
            if let digits = ClassNames.labelText(in: path) {
                firstLabelled = firstLabelled ?? path
                guard let number = Int(digits), (0...9999).contains(number) else {
                    throw FolderError(
                        .badData, path: join(folder, path),
                        what: "label \(digits.prefix(24)) is out of range",
                        remedy: "name images _label_<number> with a number from 0 to 9999")
                }
                namesOfPaths.append(String(number))
            } else {
                firstUnlabelled = firstUnlabelled ?? path
                namesOfPaths.append("")
            }
        }
        if let unlabelled = firstUnlabelled {
            if let labelled = firstLabelled {
                throw FolderError(
                    .badData, path: folder,
                    what: "mixed label layouts: \"\(labelled)\" has its label in its name, "
                        + "\"\(unlabelled)\" has not",
                    remedy: "name all images _label_<number>, or none")
            }
            namesOfPaths = try ClassNames.folderNames(
                of: paths, folder: folder, purpose: purpose)
        }
        var places: [String: Int] = [:]
        for name in namesOfPaths where places[name] == nil { places[name] = 0 }
        names = places.keys.sorted(by: NaturalOrder.precedes)
        for (place, name) in names.enumerated() { places[name] = place }
        labels = namesOfPaths.map { places[$0] ?? 0 }
    }

    /// The first folder of each path, which is its class.
    private static func folderNames(
        of paths: [String], folder: String, purpose: LabelPurpose
    ) throws(FolderError) -> [String] {
        var names: [String] = []
        names.reserveCapacity(paths.count)
        var loose: String?
        for path in paths {
            let name = path.utf8.prefix { $0 != UInt8(ascii: "/") }
            if name.count == path.utf8.count { loose = loose ?? path }
            names.append(String(decoding: name, as: UTF8.self))
        }
        guard let loose else { return names }
        guard !paths.contains(where: { $0.utf8.contains(UInt8(ascii: "/")) }) else {
            throw FolderError(
                .badData, path: folder,
                what: "mixed label layouts: \"\(loose)\" lies beside the class folders",
                remedy: "move each image into a folder named after its class")
        }
        throw FolderError(
            .badData, path: folder,
            what: "\"\(loose)\" has no label: neither a class folder nor _label_<number>",
            remedy: unlabelledRemedy(purpose))
    }

    /// What to do about images without a label, by the purpose of the folder.
    private static func unlabelledRemedy(_ purpose: LabelPurpose) -> String {
        let remedy =
            "move each image into a folder named after its class, or name it _label_<number>"
        switch purpose {
        case .training: return remedy
        case .validation:
            return remedy + "; or pass --validation-fraction to validate on training images"
        case .test:
            return remedy + "; images without labels are for hwr-dist predict, and a run without"
                + " test images for --test none"
        }
    }

    /// The text of the number in a name that ends in `_label_<number>.png`; nil for other names.
    /// The last four characters are taken for the ending `.png`.
    static func labelText(in path: String) -> Substring? {
        let stem = path.utf8.dropLast(4)
        guard let underscore = stem.lastIndex(of: UInt8(ascii: "_")) else { return nil }
        guard stem[..<underscore].hasLabelSuffix else { return nil }
        let text = path[path.utf8.index(after: underscore)..<stem.endIndex]
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        let isNumber = !digits.isEmpty && digits.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
        return isNumber ? text : nil
    }
}

extension Substring.UTF8View {
    /// Whether the text ends in `_label`.
    fileprivate var hasLabelSuffix: Bool {
        let ending = suffix(6)
        return ending.count == 6 && ending.elementsEqual("_label".utf8)
    }
}
