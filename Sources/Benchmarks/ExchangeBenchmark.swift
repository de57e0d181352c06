package import Collectives
import Evaluation
import TextFormats

/// Times the sum of one vector over all ranks, and for comparison a copy of as many floats.
package struct ExchangeBenchmark {
    let elementCount: Int
    let virtualWorkers: Int
    let seconds: Double

    /// Sums that are not timed: they set up connections and map memory.
    private static let warmupSums = 3

    package init(elementCount: Int, virtualWorkers: Int, seconds: Double) {
        self.elementCount = elementCount
        self.virtualWorkers = virtualWorkers
        self.seconds = seconds
    }

    /// - Returns: the times of the slowest rank, on every rank.
    /// - Throws: on all ranks alike, when there are more ranks than workers.
    package func run(in group: any Collective) throws -> ExchangeBenchmarkResult {
        let sum = try TreeSum(
            group: group, virtualWorkers: virtualWorkers, elementCount: elementCount)
        let source = UnsafeMutablePointer<Float>.allocate(capacity: elementCount)
        let copy = UnsafeMutablePointer<Float>.allocate(capacity: elementCount)
        source.initialize(repeating: 1, count: elementCount)
        copy.initialize(repeating: 0, count: elementCount)
        defer {
            source.deallocate()
            copy.deallocate()
        }

        var exchange: [Double] = []
        var fold: [Double] = []
        var copying: [Double] = []
        var remainingWarmups = Self.warmupSums
        var start = ContinuousClock.now
        var isOver = false
        while !isOver {
            // All ranks start together, or waiting for a late one would count as exchange.
            try group.barrier()
            let begin = ContinuousClock.now
            let total = try sum.overWorkers { worker, vector in
                vector[0] += Float(worker + 1)
                vector[elementCount - 1] += Float(worker + 1)
            }
            let wholeSeconds = (ContinuousClock.now - begin) / .seconds(1)
            check(total)
            let copyBegin = ContinuousClock.now
            copy.update(from: source, count: elementCount)
            let copySeconds = (ContinuousClock.now - copyBegin) / .seconds(1)

            let age = (ContinuousClock.now - start) / .seconds(1)
            var slowest = [
                nanoseconds(sum.exchangeSeconds), nanoseconds(wholeSeconds - sum.exchangeSeconds),
                nanoseconds(copySeconds), age >= seconds ? 1 : 0,
            ]
            try group.combine(&slowest, by: .maximum)
            if remainingWarmups > 0 {
                remainingWarmups -= 1
                start = .now
                continue
            }
            exchange.append(Double(slowest[0]) * 1e-9)
            fold.append(Double(slowest[1]) * 1e-9)
            copying.append(Double(slowest[2]) * 1e-9)
            isOver = slowest[3] > 0
        }

        let median = SampleStatistics.median(of: exchange)
        let (lower, upper) = SampleStatistics(exchange)?.quartiles ?? (0, 0)
        let copySeconds = SampleStatistics.median(of: copying)
        let byteCount = elementCount * MemoryLayout<Float>.stride
        return ExchangeBenchmarkResult(
            ranks: group.worldSize, virtualWorkers: virtualWorkers, elementCount: elementCount,
            byteCount: byteCount, sums: exchange.count, exchangeSeconds: median,
            exchangeLowerQuartileSeconds: lower,
            exchangeUpperQuartileSeconds: upper,
            exchangeBytesPerSecond: group.worldSize == 1
                ? nil : Double(byteCount) / max(median, 1e-9),
            foldSeconds: SampleStatistics.median(of: fold), copySeconds: copySeconds,
            copyBytesPerSecond: Double(byteCount) / max(copySeconds, 1e-9))
    }

    private func nanoseconds(_ seconds: Double) -> Int64 { Int64((seconds * 1e9).rounded()) }

    /// Checks the first and the last element, so that no wrong sum is timed.
    private func check(_ total: UnsafeBufferPointer<Float>) {
        // 1 + 2 + … + V, exact in a float for all V that the command accepts.
        let sumOfWorkers = virtualWorkers * (virtualWorkers + 1) / 2
        // In a vector of one element, each worker adds its number twice.
        let expected = elementCount == 1 ? 2 * sumOfWorkers : sumOfWorkers
        precondition(
            total[0] == Float(expected) && total[elementCount - 1] == Float(expected),
            "the exchange gave \(total[0]), not the sum \(expected)")
    }
}

/// What `bench exchange` prints. Times are those of the slowest rank in each sum, and medians over
/// the sums unless their name says otherwise.
package struct ExchangeBenchmarkResult: Encodable, Sendable {
    package let ranks: Int
    package let virtualWorkers: Int
    package let elementCount: Int
    /// The bytes of one vector.
    package let byteCount: Int
    /// The number of sums that were timed.
    package let sums: Int
    package let exchangeSeconds: Double
    package let exchangeLowerQuartileSeconds: Double
    package let exchangeUpperQuartileSeconds: Double
    /// `byteCount` divided by `exchangeSeconds`; missing for one rank, which exchanges nothing.
    package let exchangeBytesPerSecond: Double?
    /// Zeroing the vectors of a rank's own workers and adding them up.
    package let foldSeconds: Double
    /// Copying one vector in memory.
    package let copySeconds: Double
    package let copyBytesPerSecond: Double

    private var note: String {
        ranks == 1
            ? "A single rank has the whole sum and exchanges nothing."
            : "The rate is the size of one vector divided by the time, which includes waiting for"
                + " other ranks."
    }

    /// The result as a table.
    package var text: String {
        func rate(_ bytesPerSecond: Double?) -> String {
            bytesPerSecond.map { "\(NumberText.fixed($0 * 1e-9, fractionDigits: 2)) GB/s" } ?? "-"
        }
        func copies(_ seconds: Double) -> String {
            NumberText.fixed(seconds / max(copySeconds, 1e-9), fractionDigits: 1)
        }
        var table = TextTable(header: ["slowest rank", "median", "quartiles", "rate", "copies"])
        table.append([
            "exchange", QuantityText.measuredSeconds(exchangeSeconds),
            "\(QuantityText.measuredSeconds(exchangeLowerQuartileSeconds)) to \(QuantityText.measuredSeconds(exchangeUpperQuartileSeconds))",
            rate(exchangeBytesPerSecond), copies(exchangeSeconds),
        ])
        table.append([
            "own workers' sum", QuantityText.measuredSeconds(foldSeconds), "", "",
            copies(foldSeconds),
        ])
        table.append([
            "copy", QuantityText.measuredSeconds(copySeconds), "", rate(copyBytesPerSecond), "1.0",
        ])
        return """
            \(elementCount) floats (\(NumberText.fixed(Double(byteCount) / 1048576, fractionDigits: 2)) MiB), \
            \(virtualWorkers) workers on \(ranks) \(ranks == 1 ? "rank" : "ranks"), \(sums) sums

            \(table.text)

            \(note)
            """
    }
}
