import FuzzHarnesses
import Glibc
import Testing

/// Files that are far larger in memory than on the disk when their parts are gathered.
@Suite(.serialized) struct MemoryTests {
    private static let predictionsHeader = "set,path,truth,predicted,probability\n"
    private static let suspectsHeader = "path,label,predicted,probability,labelProbability\n"
    private static let byteCount = 8 << 20

    @Test(arguments: [
        (Harness.manifest, "path,label,split,worker,digest\n", ","),
        (.manifest, "", "\n"), (.manifest, "", "\""),
        (.shownNames, "", "\n"), (.shownNames, "", "\""), (.shownNames, "", "1,"),
        (.groups, "", "\n"), (.groups, "\"", "a"), (.groups, "", ",\n"),
        (.confusion, "", ","), (.confusion, ",a\n", "\n"), (.confusion, "\"", "a"),
        (.predictions, "", "\n"), (.predictions, predictionsHeader, "t,a,b,c,1\n"),
        (.suspects, "", "\n"), (.suspects, suspectsHeader, "t,a,b,1,0\n"),
        (.record, "e", "\n"), (.record, "e", "[\n"), (.record, "s", "["), (.record, "c", "{\"\":"),
        (.report, "\0", "\n"), (.report, "\0", "\n["), (.report, "", "["), (.report, "", "{\"a\":"),
        (.report, "\0\0\0", "\n"), (.options, "{", "\"a\":1,"), (.options, "", "["),
        (.names, "", "_label_1\0"), (.names, "a", "/"),
        (.png, "", "\0"),
    ])
    func aHostileFileTakesNoMoreThanAFewTimesItsSize(
        harness: Harness, beginning: String, part: String
    ) throws {
        var input = Array(beginning.utf8)
        input.reserveCapacity(Self.byteCount)
        while input.count < Self.byteCount { input += part.utf8 }
        let growth = try peakMemoryGrowth { try harness.run(input) }
        #expect(growth < 10 * Self.byteCount, "\(growth >> 20) MiB")
    }

    /// A header of nothing but names and brackets, of the greatest legal size.
    @Test(arguments: ["{\"a\":", "[", "\"", "{\"__metadata__\":{"])
    func aHostileHeaderTakesNoMoreThanAFewTimesItsSize(part: String) throws {
        let headerCount = Self.byteCount
        var input = (0..<8).map { UInt8(truncatingIfNeeded: headerCount >> (8 * $0)) }
        while input.count < headerCount + 8 { input += part.utf8 }
        let growth = try peakMemoryGrowth { try Harness.checkpoint.run(input) }
        #expect(growth < 10 * Self.byteCount, "\(growth >> 20) MiB")
    }
}

/// By how many bytes the process's greatest resident set exceeded, during `body`, the one before it.
private func peakMemoryGrowth(_ body: () throws -> Void) throws -> Int {
    // Resets the greatest resident set to the present one: proc(5), clear_refs.
    let file = open("/proc/self/clear_refs", O_WRONLY)
    try #require(file >= 0 && write(file, "5", 1) == 1)
    close(file)
    let before = try memory("VmHWM:")
    try body()
    return try memory("VmHWM:") - before
}

/// A line of /proc/self/status, in bytes.
private func memory(_ name: String) throws -> Int {
    let file = try #require(fopen("/proc/self/status", "r"))
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 256)
    while fgets(&line, CInt(line.count), file) != nil {
        let text = String(
            decoding: line.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let words = text.split { $0 == " " || $0 == "\t" }
        if words.first == Substring(name), words.count > 1, let kibibytes = Int(words[1]) {
            return kibibytes << 10
        }
    }
    throw MissingLine(name: name)
}

/// The system does not tell this.
private struct MissingLine: Error {
    let name: String
}
