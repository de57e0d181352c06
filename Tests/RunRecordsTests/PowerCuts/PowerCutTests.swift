import RunRecords
import TestSupport
import Testing

/// Power cuts and kills at every point of a whole small run.
@Suite struct PowerCutTests {
    /// The disk after the run that nothing interrupts.
    private let clean: DiskImage
    private let callCount: Int

    init() throws {
        let fileSystem = MemoryFileSystem()
        try ToyRun.live(on: fileSystem)
        clean = fileSystem.image
        callCount = fileSystem.callCount
    }

    @Test func theUninterruptedRunLeavesTheseFiles() {
        #expect(
            clean.entries.keys.sorted() == [
                "runs", "runs/latest", "runs/one", "runs/one/checkpoints",
                "runs/one/checkpoints/best.safetensors",
                "runs/one/checkpoints/epoch-0003-step-000001.safetensors",
                "runs/one/checkpoints/epoch-0003-step-000003.safetensors",
                "runs/one/config.json", "runs/one/confusion.csv", "runs/one/logs",
                "runs/one/manifest.csv",
                "runs/one/metrics.jsonl", "runs/one/predictions.csv", "runs/one/summary.json",
                "runs/one/suspects.csv",
            ])
    }

    @Test func aPowerCutAtAnyPointLosesNothing() throws {
        let fileSystem = MemoryFileSystem(keepsMoments: true)
        let journal = Journal(of: fileSystem)
        try ToyRun.live(on: fileSystem, promise: journal.note)
        var disks: Set<DiskImage> = []
        var cutCount = 0
        for (moment, disk) in (fileSystem.moments + [fileSystem.disk]).enumerated() {
            let promise = journal.promise(at: moment)
            for cut in Self.cuts(luckyCount: 158, seed: moment) {
                cutCount += 1
                let image = disk.afterCut(cut)
                try #require(
                    promise.breaches(in: image, clean: clean) == [], "\(cut) at moment \(moment)")
                if disks.insert(image).inserted {
                    try requireCleanEnd(image, "\(cut) at moment \(moment)")
                }
            }
        }
        #expect(cutCount >= 20_000, "\(cutCount) power cuts")
        #expect(disks.count >= 2000, "\(disks.count) different disks")
    }

    @Test func aKillAtAnyCallLosesNothing() throws {
        for call in 0..<callCount {
            let killed = MemoryFileSystem(faults: .init(killingCall: call))
            #expect(throws: (any Error).self, "call \(call)") { try ToyRun.live(on: killed) }
            #expect(killed.isDead)
            // The system has what was written, and has not brought all of it to the disk.
            let next = MemoryFileSystem(killed.disk)
            try ToyRun.live(on: next)
            try #require(next.image == clean, "call \(call)")
            let cut = next.disk.afterCut(.onlySynchronized)
            try #require(missing(in: cut) == [], "a power cut after a kill at call \(call)")
        }
    }

    /// Up to four interruptions, each a kill or a power cut.
    @Test func aRunOfManyLivesEndsLikeOneOfOne() throws {
        for seed in 0..<300 {
            var luck = SplitMix64(state: UInt64(seed))
            var promise = Promise()
            var disk = MemoryDisk()
            for _ in 0..<4 {
                let call = Int.random(in: 0..<callCount, using: &luck)
                let life = MemoryFileSystem(disk, faults: .init(killingCall: call))
                try? ToyRun.live(on: life) { promise.note($0) }
                disk = life.disk
                if luck.next() % 2 == 0 {
                    let image = disk.afterCut(.luck(SplitMix64(state: luck.next())))
                    try #require(promise.breaches(in: image, clean: clean) == [], "seed \(seed)")
                    disk = MemoryDisk(image)
                }
            }
            try requireCleanEnd(disk.afterCut(.everything), "seed \(seed)")
        }
    }

    @Test func aPowerCutWhileTheRunGoesOnFromAnOlderCheckpointLosesNothing() throws {
        let killed = MemoryFileSystem(faults: .init(killingCall: callCount * 2 / 3))
        try? ToyRun.live(on: killed)
        var image = killed.image
        let folder = RunFolder(ToyRun.path, fileSystem: MemoryFileSystem(image))
        let newest = try #require(try folder.checkpoints.list().first)
        var damaged = try #require(image.file(newest))
        damaged[damaged.count / 2] ^= 1
        image.entries[newest] = .file(damaged)
        let fileSystem = MemoryFileSystem(MemoryDisk(image), keepsMoments: true)
        try ToyRun.live(on: fileSystem)
        #expect(fileSystem.image.file(newest + ".damaged") == damaged)
        for (moment, disk) in (fileSystem.moments + [fileSystem.disk]).enumerated() {
            for cut in Self.cuts(luckyCount: 8, seed: moment) {
                try requireCleanEnd(disk.afterCut(cut), "\(cut) at moment \(moment)")
            }
        }
    }

    /// For each call that synchronizes there is a power cut that shows its lack.
    @Test func withoutAnyOneSynchronizationSomethingIsLost() throws {
        let counting = MemoryFileSystem()
        try ToyRun.live(on: counting)
        let paths = counting.synchronizedPaths
        let run = ToyRun.path
        // The manifest is written next and brings the configuration's name to the disk with its own;
        // the predictions do so for the confusions, and the suspects for these.
        let covered = try [".config.json", ".confusion.csv", ".predictions.csv"].map { name in
            try #require(paths.firstIndex(of: "\(run)/\(name).partial")) + 1
        }
        for (number, path) in paths.enumerated() where !covered.contains(number) {
            #expect(try losesSomething(without: number), "synchronization \(number), of \(path)")
        }
        // Each kind of file, and each folder.
        let expected = [
            ".", "runs", run, "\(run)/checkpoints", "\(run)/metrics.jsonl",
            "\(run)/.config.json.partial", "\(run)/.manifest.csv.partial",
            "\(run)/.confusion.csv.partial", "\(run)/.predictions.csv.partial",
            "\(run)/.suspects.csv.partial", "\(run)/.summary.json.partial",
            "\(run)/checkpoints/.best.safetensors.partial",
            "\(run)/checkpoints/.epoch-0003-step-000003.safetensors.partial",
        ]
        #expect(Set(expected).subtracting(paths) == [])
    }

    private func losesSomething(without synchronization: Int) throws -> Bool {
        let fileSystem = MemoryFileSystem(
            faults: .init(lostSynchronization: synchronization), keepsMoments: true)
        let journal = Journal(of: fileSystem)
        try ToyRun.live(on: fileSystem, promise: journal.note)
        for (moment, disk) in (fileSystem.moments + [fileSystem.disk]).enumerated() {
            for cut in Self.cuts(luckyCount: 4, seed: moment) {
                let image = disk.afterCut(cut)
                if journal.promise(at: moment).breaches(in: image, clean: clean) != [] {
                    return true
                }
                let isFinished = image.file("\(ToyRun.path)/summary.json") != nil
                if isFinished, missing(in: image) != [] { return true }
            }
        }
        return false
    }

    private static func cuts(luckyCount: Int, seed: Int) -> [PowerCut] {
        [.onlySynchronized, .everything]
            + (0..<luckyCount).map { .luck(seed: seed * luckyCount + $0) }
    }

    /// Goes on from what is on a disk and requires the files of the clean run.
    private func requireCleanEnd(_ image: DiskImage, _ comment: Comment) throws {
        let fileSystem = MemoryFileSystem(image)
        try ToyRun.live(on: fileSystem)
        // A finished run touches nothing: the removal of old checkpoints may be what was cut off.
        let differences =
            image.file("\(ToyRun.path)/summary.json") == nil
            ? fileSystem.image.differences(from: clean) : missing(in: fileSystem.image)
        try #require(differences.filter { !$0.hasSuffix(".damaged") } == [], comment)
    }

    /// The files of the clean run that are not there as it left them.
    private func missing(in image: DiskImage) -> [String] {
        clean.entries.keys.sorted().filter { image.entries[$0] != clean.entries[$0] }
    }
}
