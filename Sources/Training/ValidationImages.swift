package import Datasets

/// The validation images: some of the training folder, or all of a folder of their own.
package struct ValidationImages {
    /// The folder that contains them; equal on all ranks.
    package let index: ImageIndex
    /// Their indices among the entries of `index`, ascending; equal on all ranks.
    package let places: [Int]
    /// This rank's part of their pixels.
    package let store: ImageStore

    package var count: Int { places.count }
}
