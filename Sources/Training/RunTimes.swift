/// Where a run's wall time went, on this rank.
struct RunTimes {
    private(set) var stepCount = 0
    /// The process's age at the end of its first step.
    var firstStepAgeSeconds = 0.0
    private(set) var total = Share()
    private var epoch = Share()
    private var epochStart = ContinuousClock.now

    /// Times of an epoch or of the run.
    struct Share {
        var wallSeconds = 0.0
        var stepSeconds = 0.0
        var computingSeconds = 0.0
        var exchangeSeconds = 0.0
        var imageCount = 0

        var imagesPerSecond: Double { stepSeconds > 0 ? Double(imageCount) / stepSeconds : 0 }
    }

    mutating func add(_ step: StepReport) {
        stepCount += 1
        epoch.stepSeconds += step.times.seconds
        epoch.computingSeconds += step.times.forwardSeconds + step.times.backwardSeconds
        epoch.exchangeSeconds += step.times.exchangeSeconds
        epoch.imageCount += step.imageCount
    }

    /// The times since the last call, which are added to the total.
    mutating func takeEpoch() -> Share {
        let now = ContinuousClock.now
        epoch.wallSeconds = (now - epochStart) / .seconds(1)
        defer {
            total.wallSeconds += epoch.wallSeconds
            total.stepSeconds += epoch.stepSeconds
            total.computingSeconds += epoch.computingSeconds
            total.exchangeSeconds += epoch.exchangeSeconds
            total.imageCount += epoch.imageCount
            epoch = Share()
            epochStart = now
        }
        return epoch
    }
}
