extension ClassificationMetrics {
    /// The 95 % interval of the accuracy by Wilson's score method: how far the share may lie from
    /// that of endless images of the same kind. 0 to 1 without samples.
    ///
    /// Wilson, E. B. (1927): Probable inference, the law of succession, and statistical inference.
    package var accuracyInterval: (lower: Double, upper: Double) {
        guard count > 0 else { return (0, 1) }
        let z = 1.959963984540054
        let samples = Double(count)
        let scale = 1 + z * z / samples
        let centre = accuracy + z * z / (2 * samples)
        let variance = accuracy * (1 - accuracy) / samples + z * z / (4 * samples * samples)
        let half = z * variance.squareRoot()
        return (max(0, (centre - half) / scale), min(1, (centre + half) / scale))
    }
}
