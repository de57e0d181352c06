package import ConvNet
import Datasets
package import Recognition
package import RunRecords

extension RunDescription {
    /// The description of a run with these data and kernels. What the options leave without effect is
    /// brought to one form, so that runs with equal weights have equal descriptions.
    ///
    /// - Parameter initialWeights: SHA-256 of the weights to begin with; empty for none.
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
