import Failures
import Files
import Glibc
import Inspection
import RunRecords
import TestSupport
import Testing

@Suite struct RunTableTests {
    let place: TemporaryFolder

    init() throws { place = try TemporaryFolder() }

    /// A finished run of two epochs.
    @discardableResult
    private func makeRun(_ name: String, startedUTC: String) throws -> RunFolder {
        try place.makeFolder(name)
        let folder = RunFolder(place.path(name))
        try folder.create()
        var start = RunStart()
        start.startedUTC = startedUTC
        start.trainFolder = "letters/train"
        try folder.begin(
            RunConfiguration(
                description: RunFixture.description, settings: RunSettings(), start: start),
            manifest: [[UInt8]]())
        for epoch in 1...2 { try folder.metrics.append(RunFixture.record(epoch: epoch)) }
        try folder.finish(RunFixture.summary, confusion: nil, predictions: nil, suspects: nil)
        return folder
    }

    /// The rows without the header, as cells: two blanks or more part them.
    private func rows() throws -> [[String]] {
        try RunTable(of: place.path).text.split(separator: "\n").dropFirst().map { row in
            row.split(separator: "  ").map { $0.first == " " ? $0.dropFirst() : $0 }
                .map(String.init)
        }
    }

    @Test func aRowSaysWhatTheRunIsAndWhatItReached() throws {
        try makeRun("a", startedUTC: "2025-01-31T12:34:56Z")
        let weights = String(RunFixture.summary.weightsSHA256.prefix(12))
        #expect(
            try rows() == [
                [
                    "a", "2025-01-31 12:34", "compact", "letters/train", "2/2", "-", weights,
                    "finished",
                ]
            ])
        let header = try RunTable(of: place.path).text.prefix { $0 != "\n" }
        #expect(header.hasPrefix("run  started (UTC)"), "\(header)")
    }

    @Test func runsStandInTheOrderOfTheirStart() throws {
        try makeRun("a", startedUTC: "2025-03-01T00:00:00Z")
        try makeRun("b", startedUTC: "2025-01-01T00:00:00Z")
        try makeRun("sweep/seed-1", startedUTC: "2025-02-01T00:00:00Z")
        #expect(try rows().map { $0[0] } == ["b", "sweep/seed-1", "a"])
    }

    /// The link that every training leaves, one that leads elsewhere, and one that leads nowhere.
    @Test func aRunIsListedOnceHoweverManyLinksLeadToIt() throws {
        let folder = try makeRun("runs/b", startedUTC: "2025-01-01T00:00:00Z")
        try folder.linkAsLatest()
        try place.link("runs/a", to: "b")
        try place.link("runs/gone", to: "nowhere")
        try place.link("runs/sweep", to: "..")
        try makeRun("archive/c", startedUTC: "2025-02-01T00:00:00Z")
        try place.link("runs/old", to: "../archive/c")
        let names = try RunTable(of: place.path("runs")).text.split(separator: "\n").dropFirst()
            .map { String($0.prefix { $0 != " " }) }
        #expect(names == ["b", "old"])
    }

    @Test func aRunWithoutASummaryIsStoppedAndOneWithALockRuns() throws {
        let stopped = try makeRun("stopped", startedUTC: "2025-01-01T00:00:00Z")
        try stopped.begin(
            try #require(try stopped.configuration()), manifest: [[UInt8]]())
        let running = try makeRun("running", startedUTC: "2025-01-02T00:00:00Z")
        try running.begin(try #require(try running.configuration()), manifest: [[UInt8]]())
        let lock = try RunLock(path: running.lockPath)
        let rows = try rows()
        #expect(rows[0].suffix(4) == ["2/2", "-", "-", "stopped"])
        // The test itself holds the lock.
        #expect(rows[1].last?.hasPrefix("running on ") == true, "\(rows)")
        #expect(rows[1].last?.hasSuffix(", process \(getpid())") == true, "\(rows)")
        withExtendedLifetime(lock) {}
    }

    @Test(arguments: [
        ("config.json", "cannot use config.json: "), ("summary.json", "cannot use summary.json: "),
        ("metrics.jsonl", "cannot use metrics.jsonl, line 1: "),
    ])
    func aBrokenRunIsARowAmongOthers(file: String, reason: String) throws {
        try makeRun("broken", startedUTC: "2025-01-01T00:00:00Z")
        try makeRun("whole", startedUTC: "2025-01-02T00:00:00Z")
        try place.write(Array("{\n".utf8), to: "broken/\(file)")
        let rows = try rows()
        #expect(rows.count == 2)
        let broken = try #require(rows.first { $0[0] == "broken" })
        #expect(broken.last?.hasPrefix("damaged: \(reason)") == true, "\(broken)")
        #expect(rows.first { $0[0] == "whole" }?.last == "finished")
        // What can be read is shown.
        #expect(broken.contains(file == "config.json" ? "2" : "letters/train"), "\(broken)")
    }

    @Test func aRunWithoutAConfigurationIsDamaged() throws {
        try place.makeFolder("run/checkpoints")
        let unknown = [String](repeating: "-", count: 6)
        #expect(try rows() == [["run"] + unknown + ["damaged: config.json is missing"]])
    }

    @Test func aRunFolderItselfIsListed() throws {
        try makeRun("a", startedUTC: "2025-01-01T00:00:00Z")
        let text = try RunTable(of: place.path("a")).text
        #expect(text.contains("\n\(place.path("a"))  2025-01-01 00:00  compact"), "\(text)")
    }

    @Test(arguments: [
        ("nowhere", "no such folder"), ("file", "not a folder"), ("empty", "no run in it"),
    ])
    func aFolderWithoutRunsIsNoInput(name: String, what: String) throws {
        try place.write([1], to: "file")
        try place.makeFolder("empty/letters/a")
        #expect {
            try RunTable(of: place.path(name))
        } throws: {
            ExitStatus(of: $0) == .noInput && "\($0)".hasPrefix("\(place.path(name)): \(what)")
        }
    }
}
