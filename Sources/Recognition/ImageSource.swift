import Datasets
package import SyntheticLetters

/// Where the images of an index come from. A new kind of source is one case here.
package enum ImageSource: Sendable {
    /// Files below the index's folder.
    case files
    /// Letters that the program draws.
    case synthetic(LetterRenderer)

    /// Loads some images of an index; see `ImageStore.load`.
    func load(
        _ entries: [ImageIndex.Entry], of index: ImageIndex, height: Int, width: Int,
        countImages: @escaping (_ count: Int) -> Void
    ) -> ImageStore.Loaded {
        switch self {
        case .files:
            ImageStore.load(
                folder: index.folder, entries: entries, height: height, width: width
            ) { _ in countImages(1) }
        case .synthetic(let letters):
            letters.load(entries) { _ in countImages(1) }
        }
    }
}
