package import Datasets

/// The images that validate: some of the training folder's, or all of a folder of their own.
package struct ValidationImages {
    /// The folder that they are in; equal on all ranks.
    package let index: ImageIndex
    /// Their places in the index's entries, ascending; equal on all ranks.
    package let places: [Int]
    /// This rank's part of them.
    package let store: ImageStore

    package var count: Int { places.count }
}
