package import Collectives
package import ConvNet
package import Handwriting
package import RunRecords

/// Checkpoints whose models score together: the same classes, image size and ink.
package struct Ensemble {
    /// At least one, in the order in which they were named.
    private let members: [(checkpoint: Checkpoint, path: String)]

    /// The ink of the training images, `light` or `dark`.
    package let trainingInk: Ink

    /// Reads checkpoints, or those that run folders have selected.
    ///
    /// - Throws: `ConfigurationError` when two do not go together, naming both; what reading throws.
    package init(_ paths: [String]) throws {
        precondition(!paths.isEmpty, "somebody has to score")
        members = try paths.map { try Checkpoint.read(fileOrRun: $0) }
        let (checkpoint, path) = members[0]
        trainingInk = try Model.trainingInk(of: checkpoint, path: path)
        for member in members.dropFirst() {
            try Self.requireAlike(members[0], member)
        }
    }

    package var classNames: [String] { members[0].checkpoint.identity.classNames }

    package var firstIdentity: RunIdentity { members[0].checkpoint.identity }

    /// Of the first one: the objective is not more than a number beside the cross-entropy.
    package var labelSmoothing: Float { Float(members[0].checkpoint.identity.labelSmoothing) }

    /// The precision of each model.
    ///
    /// - Throws: `CheckpointError` when there is no such precision.
    package func precisions() throws(CheckpointError) -> [Precision] {
        var precisions: [Precision] = []
        for (checkpoint, path) in members {
            precisions.append(try Model.precision(of: checkpoint, path: path))
        }
        return precisions
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
        let (own, its) = (first.checkpoint.identity, other.checkpoint.identity)
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
        let precisions = try agree { try ensemble.precisions() }
        let kernels = try precisions.map { try agreedKernels(choice, for: $0) }
        let models = try agree {
            try ensemble.models(kernels: kernels)
        }
        return (ensemble, models)
    }
}
