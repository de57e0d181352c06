import Failures
import Files
import Glibc
import RunRecords
import SystemPackage
import TestSupport
import Testing

@Suite struct SafetensorsFileTests {
    /// Made with Python's json, struct and hashlib: a header of 184 bytes, so that the data begin
    /// at byte 192 = 3·64, then 1.0 and -2.0.
    private static let golden: [UInt8] =
        [184, 0, 0, 0, 0, 0, 0, 0]
        + Array(
            (#"{"__metadata__":{"a":"b","sha256":"29c69b56463a54e4f905d60dd14ba644c233bfb9ae0bfd9"#
                + #"96f3013536393884e"},"w":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]}}"#)
                .utf8)
        + [UInt8](repeating: UInt8(ascii: " "), count: 27)
        + [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0]

    private static let tiny = SafetensorsFile(
        metadata: ["a": "b"], tensors: [NamedTensor(name: "w", shape: [2, 1], floats: [1, -2])])

    @Test func aTinyFileHasTheGoldenBytes() throws {
        let folder = try TemporaryFolder()
        try Self.tiny.write(to: folder.path("w"))
        #expect(try folder.contents(of: "w") == Self.golden)
    }

    @Test func theGoldenBytesAreRead() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.golden, to: "w")
        #expect(try SafetensorsFile.read(folder.path("w")) == Self.tiny)
    }

    @Test func anyStringAndShapeComesBack() throws {
        let folder = try TemporaryFolder()
        let file = SafetensorsFile(
            metadata: ["name": "ا\"ل\\\n\u{1}😀/", "": "empty key"],
            tensors: [
                NamedTensor(name: "z", shape: [], floats: [.infinity]),
                NamedTensor(name: "حرف", shape: [0], floats: []),
                NamedTensor(name: "a", shape: [1, 2, 3], floats: [1, 2, 3, 4, 5, 6]),
            ])
        try file.write(to: folder.path("f"))
        let read = try SafetensorsFile.read(folder.path("f"))
        #expect(read == file)
        #expect(read.tensors.map(\.name) == ["z", "حرف", "a"])
        #expect(read.tensor(named: "a")?.shape == [1, 2, 3])
        #expect(read.tensor(named: "b") == nil)
    }

    @Test func bitsOfFloatsComeBack() throws {
        let folder = try TemporaryFolder()
        let bits: [UInt32] = [0x8000_0000, 1, 0x7FC0_1234, 0xFF80_0000, 0x7F7F_FFFF]
        let floats = bits.map(Float.init(bitPattern:))
        try SafetensorsFile(
            metadata: [:], tensors: [NamedTensor(name: "t", shape: [5], floats: floats)]
        ).write(to: folder.path("f"))
        let read = try SafetensorsFile.read(folder.path("f")).tensors[0].floats
        #expect(read.map(\.bitPattern) == bits)
    }

    @Test func dataBeginAtAMultipleOf64WhateverTheHeadersLength() throws {
        let folder = try TemporaryFolder()
        for length in 0..<64 {
            let value = String(repeating: "x", count: length)
            try SafetensorsFile(metadata: ["k": value], tensors: Self.tiny.tensors)
                .write(to: folder.path("f"))
            #expect((try folder.contents(of: "f").count - 8) % 64 == 0)
        }
    }

    @Test func escapesOfOtherWritersAreUnderstood() throws {
        let folder = try TemporaryFolder()
        let header =
            #" { "__metadata__" : { "k" : "\u0627\uD83D\uDE00\n\/\"" , "sha256" : "0" } }"#
        // The digest's length is checked after the escapes before it were read.
        #expect(try reason(header, folder).contains("the digest is not 64 characters"))
        let twice = #"{"__metadata__":{"\u0627\uD83D\uDE00\n":"","ا😀\u000a":""}}"#
        #expect(try reason(twice, folder).contains("the metadata key ا😀\n occurs twice"))
    }

    @Test func everyFlippedByteIsFound() throws {
        let fileSystem = MemoryFileSystem()
        try Checkpoint.sample(completedEpochs: 3).write(to: "c", fileSystem: fileSystem)
        let bytes = try #require(fileSystem.image.file("c"))
        #expect(bytes.count > 1000)
        for position in bytes.indices {
            for mask: UInt8 in [0x01, 0x20, 0x80] {
                var damaged = bytes
                damaged[position] ^= mask
                let disk = MemoryFileSystem(DiskImage(entries: ["c": .file(damaged)]))
                let error = #expect(throws: CheckpointError.self, "byte \(position)") {
                    try SafetensorsFile.read("c", fileSystem: disk)
                }
                #expect(error?.kind == .damaged)
                #expect(error?.exitStatus == .badData)
            }
        }
    }

    @Test func everyTruncationAndAByteTooManyAreFound() throws {
        let folder = try TemporaryFolder()
        for count in 0..<Self.golden.count {
            try folder.write(Array(Self.golden[..<count]), to: "d")
            #expect(throws: CheckpointError.self, "\(count) bytes") {
                try SafetensorsFile.read(folder.path("d"))
            }
        }
        try folder.write(Self.golden + [0], to: "d")
        #expect(throws: CheckpointError.self) { try SafetensorsFile.read(folder.path("d")) }
    }

    @Test(arguments: [UInt64(1) << 63, .max, 16 << 20 + 1, 1_000_000])
    func aLyingHeaderLengthIsRefusedBeforeMemoryIsTaken(length: UInt64) throws {
        let folder = try TemporaryFolder()
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) }
        try folder.write(bytes + Array("{}".utf8), to: "d")
        let error = #expect(throws: CheckpointError.self) {
            try SafetensorsFile.read(folder.path("d"))
        }
        #expect(error?.what.contains("its header claims \(length) bytes") == true)
    }

    @Test(arguments: [
        ("[1,2,3]", "'{' is expected"),
        ("not JSON", "'{' is expected"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#, "'}' is expected"),
        (#"{"a":1}"#, "'{' is expected"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} x"#, "text follows"),
        (#"{"a":{"dtype":"F32","shape":[1]}}"#, "lacks its type"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0]}}"#, "lacks its type"),
        (#"{"a":{"dtype":"F16","shape":[2],"data_offsets":[0,4]}}"#, "only F32"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, "before it begins"),
        (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, "whole number"),
        (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, "']' is expected"),
        (#"{"a":{"dtype":"F32","shape":[01],"data_offsets":[0,4]}}"#, "begins with 0"),
        (#"{"a":{"dtype":"F32","shape":[9223372036854775808],"data_offsets":[0,4]}}"#, "exceeds"),
        (#"{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]}}"#, "not fit"),
        (#"{"a":{"dtype":"F32","shape":[4611686018427387905],"data_offsets":[0,4]}}"#, "not fit"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}"#, "not fit"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,9223372036854775807]}}"#, "not fit"),
        (#"{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}"#, "repeated key"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "leaves a hole"),
        (
            #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"#
                + #""b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}"#, "overlaps"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
                + #""b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#, "leaves a hole"
        ),
        (
            #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"#
                + #""a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, "a occurs twice"
        ),
        (#"{"__metadata__":{},"__metadata__":{}}"#, "__metadata__ occurs twice"),
        (#"{"__metadata__":{"k":"1","k":"2"}}"#, "k occurs twice"),
        (#"{"__metadata__":{"k":1}}"#, "a string is expected"),
        (#"{"__metadata__":{"k":"\uD800"}}"#, "surrogate"),
        (#"{"__metadata__":{"k":"\x"}}"#, "unknown escape"),
        (#"{"__metadata__":{"k":"abc"#, "does not end"),
        ("{\"__metadata__\":{\"k\":\"\n\"}}", "control character"),
        (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}"#, "have 12 bytes, the file"),
        (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, "have 4 bytes, the file"),
        (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, "no digest"),
    ])
    func aHostileHeaderIsRefusedWithItsReason(header: String, expected: String) throws {
        let folder = try TemporaryFolder()
        #expect(try reason(header, folder).contains(expected))
    }

    @Test func moreThanTenThousandTensorsAreRefused() throws {
        let folder = try TemporaryFolder()
        func header(_ count: Int) -> String {
            let entries = (0..<count).map {
                #""t\#($0)":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}"#
            }
            return "{" + entries.joined(separator: ",") + "}"
        }
        #expect(try reason(header(10_000), folder).contains("0 bytes, the file"))
        #expect(try reason(header(10_001), folder).contains("more than 10000 tensors"))
    }

    @Test func aHeaderOf16MiBIsReadAndALongerOneRefused() throws {
        let folder = try TemporaryFolder()
        let spaces = [UInt8](repeating: UInt8(ascii: " "), count: 16 << 20 - 2)
        #expect(try reason(Array("{}".utf8) + spaces, folder).contains("0 bytes, the file has 8"))
        let reason = try reason(Array("{} ".utf8) + spaces, folder)
        #expect(reason.contains("its header claims 16777217 bytes"))
        #expect(reason.contains("16777216 are the limit"))
    }

    @Test func moreThanAThousandEntriesOfMetadataAreRefused() throws {
        let folder = try TemporaryFolder()
        func header(_ count: Int) -> String {
            let entries = (0..<count).map { #""k\#($0)":"""# }
            return #"{"__metadata__":{"# + entries.joined(separator: ",") + "}}"
        }
        #expect(try reason(header(1000), folder).contains("0 bytes, the file has 8"))
        #expect(try reason(header(1001), folder).contains("more than 1000 entries"))
    }

    /// The file is a gibibyte and a little long, and a hole: the refusal must come before its
    /// bytes are read.
    @Test func tensorsOfMoreThanAGibibyteAreRefusedUnread() throws {
        let folder = try TemporaryFolder()
        let size = 1 << 30 + 4
        for shape in ["[\(size / 4)]", "[2,\(size / 8)]"] {
            let header =
                #"{"a":{"dtype":"F32","shape":\#(shape),"data_offsets":[0,\#(size)]}}"#
            try folder.write(Self.beginning(of: Array(header.utf8)), to: "large")
            let system = POSIXFileSystem()
            let file = try system.open(folder.path("large"), for: .appending)
            try system.truncate(file, to: 8 + header.utf8.count + size)
            try system.close(file)
            let counting = FaultyFileSystem()
            let error = #expect(throws: CheckpointError.self) {
                try SafetensorsFile.read(folder.path("large"), fileSystem: counting)
            }
            #expect(error?.kind == .damaged)
            #expect(counting.callNames.count { $0 == "read" } == 2)
        }
    }

    @Test func aStringThatIsNotUTF8IsRefused() throws {
        let folder = try TemporaryFolder()
        let header = Array(#"{"__metadata__":{"k":""#.utf8) + [0xFF] + Array(#""}}"#.utf8)
        #expect(try reason(header, folder).contains("not UTF-8"))
    }

    @Test func aFileThatIsMissingOrNoFileIsNoInput() throws {
        let folder = try TemporaryFolder()
        mkfifo(folder.path("pipe"), 0o600)
        for name in ["missing", "pipe", "."] {
            let error = #expect(throws: CheckpointError.self) {
                try SafetensorsFile.read(folder.path(name))
            }
            #expect(error?.exitStatus == .noInput)
            #expect(error?.description.contains(folder.path(name)) == true)
        }
    }

    @Test func aReadThatFailsIsAnIOFailure() throws {
        let folder = try TemporaryFolder()
        try folder.write(Self.golden, to: "w")
        for failingCall in 0..<5 {  // open, size, three reads.
            let error = #expect(throws: CheckpointError.self) {
                try SafetensorsFile.read(
                    folder.path("w"),
                    fileSystem: FaultyFileSystem(failingCall: failingCall, errno: .ioError))
            }
            #expect(error?.exitStatus == .inputOutput, "call \(failingCall)")
        }
    }

    @Test func weightsDigestIsThatOfAllFloatsInOrder() {
        // hashlib.sha256(struct.pack("<3f", 1.0, -2.0, 0.5))
        let expected = "2ce4bdb6b34a50ac7092eb9fee94337a27498e9eb9bae44192f15b88831b2422"
        let (first, second): ([Float], [Float]) = ([1, -2], [0.5])
        let digest = first.withUnsafeBufferPointer { first in
            second.withUnsafeBufferPointer { second in weightsSHA256([first, second]) }
        }
        #expect(digest == expected)
    }

    /// Why a file of this header and eight bytes of data is refused.
    private func reason(_ header: String, _ folder: TemporaryFolder) throws -> String {
        try reason(Array(header.utf8), folder)
    }

    private func reason(_ header: [UInt8], _ folder: TemporaryFolder) throws -> String {
        try folder.write(
            Self.beginning(of: header) + [UInt8](repeating: 0, count: 8), to: "hostile")
        let error = #expect(throws: CheckpointError.self) {
            try SafetensorsFile.read(folder.path("hostile"))
        }
        return error?.what ?? ""
    }

    private static func beginning(of header: [UInt8]) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (8 * $0)) } + header
    }
}
