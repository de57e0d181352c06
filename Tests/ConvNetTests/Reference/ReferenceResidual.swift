import ConvNet

/// y = x + norm(convolution(x)).
final class ReferenceResidual: ReferenceLayer {
    let convolution: ReferenceConvolution
    let norm: ReferenceBatchNorm

    init(convolution: ReferenceConvolution, norm: ReferenceBatchNorm) {
        self.convolution = convolution
        self.norm = norm
    }

    var outputShape: Shape { norm.outputShape }

    var tensors: [ReferenceTensor] { convolution.tensors + norm.tensors }

    func forward(_ x: [Double], _ batch: ReferenceBatch) -> [Double] {
        let branch = norm.forward(convolution.forward(x, batch), batch)
        return zip(x, branch).map { $0 + $1 }
    }

    func backward(_ dy: [Double], _ batch: ReferenceBatch) -> [Double] {
        let branch = convolution.backward(norm.backward(dy, batch), batch)
        return zip(dy, branch).map { $0 + $1 }
    }
}
