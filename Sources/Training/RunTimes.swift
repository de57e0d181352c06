/// Where a run's wall time went, on this rank.
struct RunTimes {
    /// The steps that this process has trained.
    private(set) var stepCount = 0
    /// The process's age at the end of its first step.
    var firstStepAgeSeconds = 0.0
    /// The epochs that have ended.
    private(set) var total = Totals()
    private var epoch = Totals()
    private var epochStart = ContinuousClock.now

    /// Times summed over the steps of an epoch or of the run.
    struct Totals {
        /// Including validation and waiting for checkpoints.
        var wallSeconds = 0.0
        var stepSeconds = 0.0
        /// Forward and backward passes.
        var computingSeconds = 0.0
        var exchangeSeconds = 0.0
        var imageCount = 0

        /// Training images over the time of the steps alone.
        var imagesPerSecond: Double { stepSeconds > 0 ? Double(imageCount) / stepSeconds : 0 }
    }

    mutating func add(_ step: StepReport) {
        stepCount += 1
        epoch.stepSeconds += step.times.seconds
        epoch.computingSeconds += step.times.forwardSeconds + step.times.backwardSeconds
        epoch.exchangeSeconds += step.times.exchangeSeconds
        epoch.imageCount += step.imageCount
    }

    /// Ends an epoch: returns its times, adds them to the total, and starts over.
    mutating func takeEpoch() -> Totals {
        let now = ContinuousClock.now
        epoch.wallSeconds = (now - epochStart) / .seconds(1)
        defer {
            total.wallSeconds += epoch.wallSeconds
            total.stepSeconds += epoch.stepSeconds
            total.computingSeconds += epoch.computingSeconds
            total.exchangeSeconds += epoch.exchangeSeconds
            total.imageCount += epoch.imageCount
            epoch = Totals()
            epochStart = now
        }
        return epoch
    }
}
