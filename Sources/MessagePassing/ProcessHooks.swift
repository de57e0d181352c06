/// What a communicator needs to know about its process, and the callbacks by which the watchdog
/// follows its progress.
package struct ProcessHooks {
    /// A bit for each core that the process may run on; empty if unknown.
    package var coreMask: [UInt64]
    /// Called before each collective operation. All ranks perform the same ones, so comparing the
    /// ranks' counts shows which rank the others wait for.
    package var meetingBegins: () -> Void
    /// Called after each collective operation.
    package var meetingEnds: () -> Void

    package init(
        coreMask: [UInt64] = [], meetingBegins: @escaping () -> Void = {},
        meetingEnds: @escaping () -> Void = {}
    ) {
        self.coreMask = coreMask
        self.meetingBegins = meetingBegins
        self.meetingEnds = meetingEnds
    }
}
