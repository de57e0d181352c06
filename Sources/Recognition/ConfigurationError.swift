import Collectives
package import Failures

/// Options or ranks that do not fit together. All ranks find the same error, so rank 0 alone
/// reports it.
package struct ConfigurationError: AgreedError, Equatable {
    package let what: String
    package let remedy: String?
    package var location: String? { nil }
    package var exitStatus: ExitStatus { .configuration }

    /// - Parameters:
    ///   - what: what does not fit, with the values of the options.
    ///   - remedy: what the user should do.
    package init(_ what: String, remedy: String) {
        self.what = what
        self.remedy = remedy
    }
}
