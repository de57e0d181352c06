import Datasets
import TextFormats

/// The parts of the input between zero bytes are the names of images without their ending.
func checkNames(_ bytes: [UInt8]) throws(Finding) {
    let paths = bytes.split(separator: 0).prefix(64).compactMap { name in
        String(validating: name + Array(".png".utf8), as: UTF8.self)
    }
    guard !paths.isEmpty else { return }
    let index: ImageIndex
    do throws(FolderError) {
        index = try ImageIndex(folder: "fuzz", paths: paths)
    } catch {
        return try requireMessage(error)
    }
    try requireSound(index)
    try require(index.entries.map(\.path) == paths, "an image was lost or renamed")
}

/// What an index must be, wherever its names come from.
func requireSound(_ index: ImageIndex) throws(Finding) {
    for entry in index.entries {
        try require(
            index.classNames.indices.contains(entry.label),
            "\(entry.path) has the label \(entry.label) of \(index.classNames.count)")
    }
    for (place, name) in index.classNames.enumerated() {
        for other in index.classNames.dropFirst(place + 1) {
            try require(
                NaturalOrder.precedes(name, other) && !NaturalOrder.precedes(other, name),
                "the classes \(name) and \(other) are not in order")
        }
    }
    let mapped = try? index.mapped(toClasses: index.classNames)
    try require(mapped == index, "an index does not have its own classes")
}
