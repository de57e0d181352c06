package import ConvNet
import Datasets
package import Recognition
package import RunRecords

extension RunDescription {
    /// The description with everything filled in that is known only after loading: digests,
    /// classes, ink, kernels. Options that have no effect in this run are normalised, so that runs
    /// with equal weights have equal descriptions. For example, `lookaheadStep` becomes 0 without
    /// Lookahead.
    ///
    /// - Parameter initialWeights: SHA-256 of the weights that `--init` names; empty without it.
    package func resolved(
        data: TrainingData, kernels: KernelSet, teachers: Teachers? = nil,
        initialWeights: String = ""
    ) -> RunDescription {
        var resolved = self
        resolved.data.digest = data.dataDigest
        resolved.data.classNames = data.index.classNames
        resolved.data.ink = data.ink
        resolved.network.initialWeights = initialWeights
        if optimizer.lookahead == 0 { resolved.optimizer.lookaheadStep = 0 }
        if let fold = validation.fold { resolved.validation.fraction = 1 / Double(fold.count) }
        resolved.validation.groupsDigest = data.groupsDigest ?? ""
        if data.validationFolder != nil { resolved.validation.fraction = 0 }
        resolved.validation.folderDigest = data.validationDigest
        resolved.distillation.share = teachers == nil ? 0 : distillation.share
        resolved.distillation.teachers = teachers?.models.map(\.sha256) ?? []
        resolved.arithmetic.kernels = kernels.choice
        resolved.arithmetic.teacherKernels = teachers?.models.map(\.network.kernels.choice) ?? []
        return resolved
    }
}
