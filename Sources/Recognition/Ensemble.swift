package import Collectives
package import ConvNet
import Datasets
package import Images
package import RunRecords

/// Checkpoints whose models score together: the same classes, image size and ink.
package struct Ensemble {
    /// At least one, in the order in which they were named.
    private let members: [(checkpoint: Checkpoint, path: String)]

    /// The ink of the training images, `light` or `dark`.
    package var trainingInk: Ink { firstDescription.data.ink }

    /// Reads checkpoints, or those that run folders have selected.
    ///
    /// - Throws: `ConfigurationError` when two do not go together, naming both; what reading throws.
    package init(_ paths: [String]) throws {
        precondition(!paths.isEmpty, "somebody has to score")
        members = try paths.map { try Checkpoint.read(fileOrRun: $0) }
        for member in members.dropFirst() {
            try Self.requireAlike(members[0], member)
        }
    }

    package var classNames: [String] { firstDescription.data.classNames }

    /// What the first member's classes are called where people read of them; empty where they have no
    /// other names.
    package var shownNames: [String] { members[0].checkpoint.shownNames }

    package var firstDescription: RunDescription { members[0].checkpoint.description }

    /// Of the first one: the objective is not more than a number beside the cross-entropy.
    package var labelSmoothing: Float { Float(firstDescription.loss.labelSmoothing) }

    /// The precision of each model.
    package var precisions: [Precision] {
        members.map(\.checkpoint.description.arithmetic.precision)
    }

    /// The models, each with the kernels of its place.
    package func models(kernels: [KernelSet]) throws -> [Model] {
        try zip(members, kernels).map { member, kernels in
            try Model(checkpoint: member.checkpoint, path: member.path, kernels: kernels)
        }
    }

    private static func requireAlike(
        _ first: (checkpoint: Checkpoint, path: String),
        _ other: (checkpoint: Checkpoint, path: String)
    ) throws(ConfigurationError) {
        let (own, its) = (first.checkpoint.description.data, other.checkpoint.description.data)
        // By bytes, as classes are told apart.
        guard
            own.classNames.elementsEqual(
                its.classNames, by: { $0.utf8.elementsEqual($1.utf8) })
        else {
            throw ConfigurationError(
                "\(first.path) and \(other.path) have other classes:\n  "
                    + quotedList(own.classNames, limit: 40) + "\n  "
                    + quotedList(its.classNames, limit: 40),
                remedy: "score with them one by one")
        }
        guard own.imageHeight == its.imageHeight, own.imageWidth == its.imageWidth else {
            throw ConfigurationError(
                "\(first.path) takes images of \(own.imageHeight)x\(own.imageWidth) pixels,"
                    + " \(other.path) of \(its.imageHeight)x\(its.imageWidth)",
                remedy: "score with them one by one, or train one anew with the other's"
                    + " --image-size")
        }
        guard own.ink == its.ink else {
            throw ConfigurationError(
                "\(first.path) was trained on images of \(own.ink) ink, \(other.path) of"
                    + " \(its.ink)",
                remedy: "score with them one by one")
        }
    }
}

extension Collective {
    /// The models of checkpoints or run folders, read by each rank.
    ///
    /// - Throws: on all ranks alike, what one of them met.
    package func ensemble(
        _ paths: [String], kernels choice: KernelChoice
    ) throws -> (ensemble: Ensemble, models: [Model]) {
        let ensemble = try agree { try Ensemble(paths) }
        let kernels = try ensemble.precisions.map { try agreedKernels(choice, for: $0) }
        let models = try agree {
            try ensemble.models(kernels: kernels)
        }
        return (ensemble, models)
    }
}
