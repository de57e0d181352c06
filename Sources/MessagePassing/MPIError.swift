package import Failures

/// An MPI function failed. MPI gives no guarantees afterwards, so the job ends.
package struct MPIError: Failure, Equatable {
    /// The rank on which it failed; nil if MPI is not initialised yet.
    package let rank: Int?
    /// The MPI function, such as "MPI_Allreduce".
    package let operation: String
    /// MPI's error code.
    package let code: Int32
    /// MPI's text for the code.
    package let text: String
    /// The amount of data, such as "421642 floats"; nil if there is none.
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
