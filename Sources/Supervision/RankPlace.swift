import CProcess

/// The phase that a rank is in.
package enum Phase: Int64, CaseIterable, Sendable {
    case starting
    case loading
    case training
    case checkpoint
    case validation
    case scoring
    case ending
    /// The rank has encountered an error and is ending the job.
    case failing

    /// The phase in messages, such as "crashed: SIGSEGV (invalid memory) while training". A static
    /// string, because a signal handler reads it.
    package var words: StaticString {
        switch self {
        case .starting: "starting"
        case .loading: "loading images"
        case .training: "training"
        case .checkpoint: "writing a checkpoint"
        case .validation: "validating"
        case .scoring: "scoring"
        case .ending: "ending"
        case .failing: "failing"
        }
    }
}

/// The progress of a rank, as published for the watchdogs of other ranks.
package struct RankPlace: Equatable, Sendable {
    package var processID: Int32 = 0
    package var phase = Phase.starting
    /// The epoch, counted from 1; 0 outside epochs.
    package var epoch = 0
    /// The number of finished steps of the epoch.
    package var step = 0
    /// The number of images or files that the rank has processed in this phase.
    package var imageCount = 0
    /// A counter of collective operations, incremented on entry and on exit. An odd value means
    /// that the rank is inside a collective operation.
    package var meetings = 0
    /// A counter of the wake-ups of the rank's watchdog. If it stops, the process is stopped or the
    /// machine hangs.
    package var heartbeats = 0
    /// The lowest ranks (up to rank 62) of the hosts that the network does not reach from this
    /// host. Only the lowest rank of a host determines it.
    package var unreached: RankMask = []

    package init() {}

    /// Whether the rank is inside a collective operation, where it waits for the others.
    package var isWaiting: Bool { meetings % 2 == 1 }

    /// Whether the rank has made no progress since `other`. Heartbeats and the reachability of
    /// hosts are not progress.
    package func isStill(since other: RankPlace) -> Bool {
        var same = self
        same.heartbeats = other.heartbeats
        same.unreached = other.unreached
        return same == other
    }
}

extension RankPlace: CustomStringConvertible {
    package var description: String {
        var text = "\(phase.words)"
        if epoch > 0 { text += ", epoch \(epoch), after step \(step)" }
        if imageCount > 0, phase != .training { text += ", \(imageCount) files or images done" }
        return text
    }
}

extension RankPlace {
    init(_ place: cprocess_place) {
        processID = Int32(truncatingIfNeeded: place.process)
        phase = Phase(rawValue: place.phase) ?? .starting
        epoch = Int(place.epoch)
        step = Int(place.step)
        imageCount = Int(place.images)
        meetings = Int(place.meetings)
        heartbeats = Int(place.heartbeats)
        unreached = RankMask(rawValue: place.unreached)
    }

    var stored: cprocess_place {
        cprocess_place(
            process: Int64(processID), phase: phase.rawValue, epoch: Int64(epoch),
            step: Int64(step), images: Int64(imageCount), meetings: Int64(meetings),
            heartbeats: Int64(heartbeats), unreached: unreached.rawValue)
    }
}

/// The progress of this process, for other ranks, its own watchdog and crash reports. An update
/// takes nanoseconds.
package enum OwnPlace {
    package static func enter(_ phase: Phase) { cprocess_enter_phase(phase.rawValue) }

    /// - Parameters:
    ///   - step: the number of finished steps of the epoch.
    ///   - epoch: counted from 1.
    package static func set(step: Int, ofEpoch epoch: Int) {
        cprocess_set_step(Int64(epoch), Int64(step))
    }

    /// Shows progress in phases without steps or collective operations, such as loading images.
    package static func countImages(_ count: Int) { cprocess_count_images(Int64(count)) }

    static func set(unreached: RankMask) { cprocess_set_unreached(unreached.rawValue) }

    package static var current: RankPlace { RankPlace(cprocess_read_place(cprocess_own_place())) }
}
