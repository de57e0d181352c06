/// What a communicator asks of the process that it runs in, and what it tells whoever supervises it.
package struct ProcessHooks {
    /// A bit for each core that the process may run on; empty where nobody tells.
    package var coreMask: [UInt64]
    /// Called before each operation in which all ranks meet. All ranks run the same ones, so their
    /// counts tell who waits for whom.
    package var meetingBegins: () -> Void
    /// Called when the operation is over.
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
