package import Failures

/// A failure that every rank of the group throws alike and at the same point.
///
/// Rank 0 reports it once and the job ends in order, without an abort. Use it only where all ranks
/// decide by the same facts: equal arguments, or values that the group has combined. An error that
/// one rank meets alone is no agreed error; see `Collective.agree`.
package protocol AgreedError: Failure {}
