package import Datasets
package import Evaluation

extension ImageIndex {
    /// The classes without a test image; nil if every class has one.
    package var absentClasses: AbsentClasses? {
        AbsentClasses(of: "test", classNames: classNames, counts: classCounts)
    }
}
