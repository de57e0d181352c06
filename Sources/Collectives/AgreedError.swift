package import Failures

/// A failure that every rank of the group throws at the same point and with the same contents.
///
/// Rank 0 reports it once, and the job ends in order, without an abort. Use it only if all ranks
/// decide from the same facts: equal arguments, or values that the group has combined. For an error
/// that only one rank can see, use `Collective.agree`.
package protocol AgreedError: Failure {}
