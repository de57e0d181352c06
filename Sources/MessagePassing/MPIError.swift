package import Failures

/// An MPI function failed.
package struct MPIError: Failure, Equatable {
    /// The rank on which it failed; nil before MPI has told it.
    package let rank: Int?
    /// The MPI function, such as "MPI_Allreduce".
    package let operation: String
    /// MPI's error code.
    package let code: Int32
    /// MPI's own words for the code.
    package let text: String
    /// What the call was about, such as "421642 floats", or nil.
    package let amount: String?

    package init(rank: Int?, operation: String, code: Int32, text: String, amount: String?) {
        self.rank = rank
        self.operation = operation
        self.code = code
        self.text = text
        self.amount = amount
    }

    package var what: String {
        let amount = amount.map { ", \($0)" } ?? ""
        return "\(operation) failed: \(text) (code \(code)\(amount))"
    }
    package var location: String? { rank.map { "rank \($0)" } }
    package var remedy: String? { nil }
    package var exitStatus: ExitStatus { .internalError }
}
