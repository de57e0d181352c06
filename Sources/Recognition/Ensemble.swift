package import Collectives
package import ConvNet
import Datasets
package import Images
package import RunRecords

/// Checkpoints whose models are averaged. They must have the same classes, image size and ink
/// polarity.
package struct Ensemble {
    /// The members in the order in which the user named them; at least one.
    private let members: [(checkpoint: Checkpoint, path: String)]

    /// The ink polarity of the training images, `light` or `dark`.
    package var trainingInk: Ink { firstDescription.data.ink }

    /// Reads checkpoints, or the selected checkpoints of run folders.
    ///
    /// - Throws: `ConfigurationError` that names two checkpoints that do not fit together; the
    ///   errors of reading them.
    package init(_ paths: [String]) throws {
        precondition(!paths.isEmpty, "somebody has to score")
        members = try paths.map { try Checkpoint.read(fileOrRun: $0) }
        for member in members.dropFirst() {
            try Self.requireAlike(members[0], member)
        }
    }

    /// The class names, the same for all members.
    package var classNames: [String] { firstDescription.data.classNames }

    /// The shown names of the first member's classes; empty if there are none.
    package var shownNames: [String] { members[0].checkpoint.shownNames }

    /// The description of the first member, which results are recorded under.
    package var firstDescription: RunDescription { members[0].checkpoint.description }

    /// The label smoothing of the first member. It affects only the reported objective, not the
    /// predictions or the cross-entropy.
    package var labelSmoothing: Float { Float(firstDescription.loss.labelSmoothing) }

    /// The precision of each model.
    package var precisions: [Precision] {
        members.map(\.checkpoint.description.arithmetic.precision)
    }

    /// The models.
    ///
    /// - Parameter kernels: the kernel set of each member, in the same order.
    package func models(kernels: [KernelSet]) throws -> [Model] {
        try zip(members, kernels).map { member, kernels in
            try Model(checkpoint: member.checkpoint, path: member.path, kernels: kernels)
        }
    }

    /// Checks that two checkpoints predict the same classes from the same inputs.
    private static func requireAlike(
        _ first: (checkpoint: Checkpoint, path: String),
        _ other: (checkpoint: Checkpoint, path: String)
    ) throws(ConfigurationError) {
        let (own, its) = (first.checkpoint.description.data, other.checkpoint.description.data)
        // Class names are compared by bytes, as everywhere.
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
    /// Reads the models of checkpoints or run folders on each rank.
    ///
    /// - Throws: on all ranks, the error that one of them encountered.
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
