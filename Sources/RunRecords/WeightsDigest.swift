import TextFormats

#if _endian(big)
#error("Checkpoints hold little-endian floats and are written as they lie in memory.")
#endif

/// The SHA-256 of a run's weights: the little-endian floats of all `buffers` in order, which are
/// the parameters in layout order, then the running statistics.
package func weightsSHA256(_ buffers: [UnsafeBufferPointer<Float>]) -> String {
    var digest = SHA256Digest()
    for buffer in buffers { digest.update(buffer) }
    return digest.hexadecimal()
}

extension Checkpoint {
    /// The SHA-256 of the weights after the last step. Equal to `RunSummary.weightsSHA256` of the
    /// same weights.
    package var weightsSHA256: String { Self.digest(of: weights) }

    /// The weights to use for scoring: the moving average if there is one.
    package var usedWeights: [NamedTensor] { average.isEmpty ? weights : average }

    /// The SHA-256 of `usedWeights`. Equal to `RunSummary.Evaluated.sha256` of the same weights.
    package var usedSHA256: String { Self.digest(of: usedWeights) }

    private static func digest(of tensors: [NamedTensor]) -> String {
        var digest = SHA256Digest()
        for tensor in tensors { digest.update(tensor.floats) }
        return digest.hexadecimal()
    }
}
