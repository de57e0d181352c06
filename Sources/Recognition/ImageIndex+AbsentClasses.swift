package import Datasets
package import Evaluation

extension ImageIndex {
    /// The classes of which these test images show none; nil where every class has an image.
    package var absentClasses: AbsentClasses? {
        AbsentClasses(of: "test", classNames: classNames, counts: classCounts)
    }
}
