package import Datasets

/// The options of a run that do not affect its weights, so they may change at a resume.
package struct RunSettings: DefaultedRecord, Equatable {
    /// The run folder; nil for a new folder in `runs`.
    package var run: String?
    package var resume = ResumePolicy.auto
    /// Which weights are evaluated at the end; nil for the best epoch's with `patience`, and the
    /// last epoch's without.
    package var select: WeightSelection?
    /// The number of epochs without an improvement of the validation criterion after which the run
    /// stops early; nil to run all epochs.
    package var patience: Int?
    /// Which ranks score the validation images.
    package var validateOn = ValidationPlace.all
    /// What to do about images that cannot be read.
    package var badImages = BadImagePolicy.fail
    /// The validation folder; nil for one next to the training folder or, if there is none, for
    /// images of the training folder. Only its path is a setting; its content is part of the
    /// description.
    package var validationFolder: String?
    /// The CSV file with the training images' groups. Only its path is a setting; the digest of its
    /// content is part of the description.
    package var groupsFile: String?
    /// The CSV file with the shown names of the classes.
    package var classNamesFile: String?
    /// A checkpoint or run folder of the same preset, whose weights the network starts with.
    package var initialWeights: String?
    /// The checkpoints or run folders of the teachers.
    package var teachers: [String] = []
    /// Checkpoints every this many steps, in addition to those at the end of each epoch, on a
    /// signal and every `checkpointSeconds`.
    package var checkpointEverySteps: Int?
    /// The maximum age of the last checkpoint in seconds, which is the most work that a crash can
    /// lose.
    package var checkpointSeconds = 300.0
    /// The interval, in steps, at which ranks compare their weights, in addition to the comparison
    /// before each checkpoint.
    package var verifyEverySteps: Int?
    /// Stops with a checkpoint after this number of steps of this process.
    package var stopAfterSteps: Int?
    /// Refuse to resume with different kernels, instead of warning.
    package var isStrict = false

    package init() {}

    /// Which weights are evaluated at the end.
    package var selection: WeightSelection { select ?? (patience == nil ? .last : .best) }
}

/// What a run does with the existing checkpoints of its folder, the value of `--resume`: `auto`,
/// `never`, or the path of a checkpoint.
package enum ResumePolicy: RawRepresentable, Codable, Sendable, Equatable {
    /// Resume from the newest, if there is one.
    case auto
    /// Refuse a folder that contains checkpoints.
    case never
    /// Start from this checkpoint, unless the folder has checkpoints of its own.
    case from(path: String)

    package init(rawValue: String) {
        self =
            switch rawValue {
            case "auto": .auto
            case "never": .never
            default: .from(path: rawValue)
            }
    }

    package var rawValue: String {
        switch self {
        case .auto: "auto"
        case .never: "never"
        case .from(let path): path
        }
    }
}

/// Which weights are evaluated at the end.
package enum WeightSelection: String, Codable, Sendable, CaseIterable {
    /// The weights after the last epoch.
    case last
    /// The weights of the best epoch, according to `ValidationDescription.criterion`.
    case best
}

/// Which ranks score the validation images; the numbers are the same.
package enum ValidationPlace: String, Codable, Sendable, CaseIterable {
    /// Each rank scores a part of the images.
    case all
    /// Rank 0 alone scores them, while the others wait.
    case root
}
