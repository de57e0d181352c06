import Glibc
import Synchronization
import Threads

/// Relays the progress of ranks between hosts by small files: twice a second the lowest live rank
/// of each host writes the file of its host, and reads the files of the others. Files are used and
/// not messages, because MPI may be what hangs.
///
/// It has its own thread, so that a hanging file system does not block the watchdog.
package final class PlaceRelay: Sendable {
    private let board: ProgressBoard
    private let folder: String
    private let hasEnded = Atomic(false)

    /// - Parameter folder: a folder that exists and is shared by all hosts.
    package init(_ board: ProgressBoard, folder: String) {
        self.board = board
        self.folder = folder
    }

    func start() {
        HelperThread.start { [self] in
            var before: [RankPlace?] = []
            while !hasEnded.load(ordering: .relaxed) {
                let places = board.seen
                if isOwnTurn(places, before) { exchange() }
                before = places
                usleep(500_000)
            }
        }
    }

    /// Stops the thread and removes the file.
    package func end() {
        hasEnded.store(true, ordering: .relaxed)
        if board.isLeader { unlink(path(of: board.rank)) }
    }

    /// Whether this rank acts for its host: no lower rank of the host has shown a heartbeat since
    /// the last time.
    private func isOwnTurn(_ places: [RankPlace?], _ before: [RankPlace?]) -> Bool {
        !(0..<board.rank).contains { rank in
            board.isLocal(rank)
                && (before.isEmpty || places[rank]?.heartbeats != before[rank]?.heartbeats)
        }
    }

    /// Writes the progress of this host's ranks, and reads that of the other hosts.
    package func exchange() {
        let places = board.seen
        let leader = board.hostLeaders[board.rank]
        let lines = places.indices.compactMap { rank in
            board.isLocal(rank) ? places[rank]?.line(of: rank) : nil
        }
        write("\(board.jobName)\n\(lines.joined())", to: path(of: leader))
        for other in Set(board.hostLeaders) where other != leader {
            read(path(of: other))
        }
    }

    /// The file of the host whose lowest rank is `leader`.
    private func path(of leader: Int) -> String { "\(folder)/places-of-rank-\(leader)" }

    /// Replaces the file atomically. If that fails, the other hosts see no heartbeats of this host.
    private func write(_ text: String, to path: String) {
        let temporary = "\(path)-\(board.rank)"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard file >= 0 else { return }
        let bytes = Array(text.utf8)
        let isWhole = Glibc.write(file, bytes, bytes.count) == bytes.count
        close(file)
        if isWhole { rename(temporary, path) } else { unlink(temporary) }
    }

    /// Records the progress of another host, unless the file belongs to another job.
    private func read(_ path: String) {
        let lines = ProcessFacts.text(of: path, capacity: board.worldSize * 200 + 100)
            .split(separator: "\n")
        guard lines.first.map(String.init) == board.jobName else { return }
        for line in lines.dropFirst() {
            guard let (rank, place) = RankPlace.read(line), rank < board.worldSize,
                !board.isLocal(rank)
            else { continue }
            board.note(place, of: rank)
        }
    }
}

extension RankPlace {
    /// The rank and its progress as nine numbers in a line.
    fileprivate func line(of rank: Int) -> String {
        let numbers = [
            rank, Int(processID), Int(phase.rawValue), epoch, step, imageCount, meetings,
            heartbeats, Int(unreached.rawValue),
        ]
        return numbers.map(String.init).joined(separator: " ") + "\n"
    }

    /// The inverse of `line(of:)`; nil for any other text.
    fileprivate static func read(_ line: Substring) -> (rank: Int, RankPlace)? {
        let numbers = line.split(separator: " ").compactMap { Int($0) }
        guard numbers.count == 9, numbers[0] >= 0, let processID = Int32(exactly: numbers[1]),
            let phase = Phase(rawValue: Int64(numbers[2]))
        else { return nil }
        var place = RankPlace()
        place.processID = processID
        place.phase = phase
        place.epoch = numbers[3]
        place.step = numbers[4]
        place.imageCount = numbers[5]
        place.meetings = numbers[6]
        place.heartbeats = numbers[7]
        place.unreached = RankMask(rawValue: Int64(numbers[8]))
        return (numbers[0], place)
    }
}
