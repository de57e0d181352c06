/// A training did not survive what `chaos` did to it.
package struct ChaosFailure: Error, CustomStringConvertible {
    package let reason: String
    package let seed: UInt64
    package let events: [ChaosEvent]
    /// Where the run folders and the log of `launch` are.
    package let folder: String

    package var description: String {
        let list = events.enumerated().map { "\n    \($0 + 1): \($1)" }.joined()
        return
            "\(reason)\n  seed \(seed), \(events.count) events:\(list)\n  what is left: \(folder)"
            + "\n  repeat with: hwr-dist chaos --seed \(seed) --events \(events.count)"
    }
}

/// A signal has ended `chaos`.
package struct ChaosInterruption: Error {
    package let signal: Int32
}
