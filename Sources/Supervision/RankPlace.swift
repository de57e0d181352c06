import CProcess

/// What a rank is doing.
package enum Phase: Int64, CaseIterable, Sendable {
    case starting
    case loading
    case training
    case checkpoint
    case validation
    case scoring
    case ending
    /// It has met an error and ends the job.
    case failing

    /// For messages, such as "crashed: SIGSEGV (invalid memory) while training".
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

/// Where a rank stands.
package struct RankPlace: Equatable, Sendable {
    package var processID: Int32 = 0
    package var phase = Phase.starting
    /// From 1; 0 outside epochs.
    package var epoch = 0
    /// Steps of the epoch that are finished.
    package var step = 0
    /// Images, or files, that the rank has worked through since its phase began.
    package var imageCount = 0
    /// Operations of all ranks together: two for each that is over, one for that under way.
    package var meetings = 0
    /// How often the rank's watchdog woke.
    package var heartbeats = 0
    /// The lowest ranks of the hosts that the network does not reach from here, up to rank 62; only
    /// the lowest rank of a host tries.
    package var unreached: RankMask = []

    package init() {}

    /// Whether the rank waits for the others.
    package var isWaiting: Bool { meetings % 2 == 1 }

    /// Whether all that moves while a rank works is as in `other`.
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

/// Where this process stands: for its peers, its watchdog and the line that a crash writes. Keeping
/// it costs nanoseconds.
package enum OwnPlace {
    package static func enter(_ phase: Phase) { cprocess_enter_phase(phase.rawValue) }

    /// - Parameters:
    ///   - step: how many steps of the epoch are finished.
    ///   - epoch: from 1.
    package static func set(step: Int, ofEpoch epoch: Int) {
        cprocess_set_step(Int64(epoch), Int64(step))
    }

    /// Says that work goes on where steps and meetings of the ranks do not show it.
    package static func countImages(_ count: Int) { cprocess_count_images(Int64(count)) }

    static func set(unreached: RankMask) { cprocess_set_unreached(unreached.rawValue) }

    package static var current: RankPlace { RankPlace(cprocess_read_place(cprocess_own_place())) }
}
