import Testing

/// The built command `hwr-dist`, alone and under mpirun, as its users run it. The suites of this
/// target are nested here: one job at a time, since two would starve each other on two cores.
@Suite(.serialized, .timeLimit(.minutes(10))) enum AllCommands {}
