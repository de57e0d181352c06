package import Datasets

/// The options of a run that do not decide its weights.
package struct RunSettings: DefaultedRecord, Equatable {
    /// Nil for a new folder below `runs`.
    package var run: String?
    package var resume = ResumePolicy.auto
    /// Nil for the best epoch's weights with `patience`, and the last epoch's without.
    package var select: WeightSelection?
    /// Epochs after which the run ends unless the validation criterion has improved.
    package var patience: Int?
    package var validateOn = ValidationPlace.all
    package var badImages = BadImagePolicy.fail
    /// The folder whose images validate; nil for one beside the training folder or, without it, for
    /// images of the training folder. Its content is part of the description.
    package var validationFolder: String?
    /// The CSV file with the training images' groups, whose content decides weights.
    package var groupsFile: String?
    /// The CSV file with the names to show for the classes.
    package var classNamesFile: String?
    /// A checkpoint or run folder of the same preset whose weights the network begins with.
    package var initialWeights: String?
    /// Checkpoints or run folders of the networks that this one learns from.
    package var teachers: [String] = []
    /// In addition to those at the end of each epoch, on a signal and every `checkpointSeconds`.
    package var checkpointEverySteps: Int?
    /// The age at which the last checkpoint is followed by another one.
    package var checkpointSeconds = 300.0
    /// How often ranks compare their weights, in addition to each time before a checkpoint is written.
    package var verifyEverySteps: Int?
    /// Stops with a checkpoint after that many steps of this process.
    package var stopAfterSteps: Int?
    /// Refuses to resume with other kernels, instead of warning.
    package var isStrict = false

    package init() {}

    /// Which weights are evaluated at the end.
    package var selection: WeightSelection { select ?? (patience == nil ? .last : .best) }
}

/// What happens to the checkpoints that a run folder holds: `auto`, `never`, or the path of a
/// checkpoint.
package enum ResumePolicy: RawRepresentable, Codable, Sendable, Equatable {
    /// Go on with them.
    case auto
    /// Refuse a folder that has some.
    case never
    /// Begin with this checkpoint, unless the folder has some of its own.
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
    case last
    /// Those of the best epoch, by `ValidationDescription.criterion`.
    case best
}

/// Which ranks validate; the numbers are the same.
package enum ValidationPlace: String, Codable, Sendable, CaseIterable {
    case all
    case root
}
