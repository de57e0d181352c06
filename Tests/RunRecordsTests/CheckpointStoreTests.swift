import Failures
import Files
import Glibc
import Images
import RunRecords
import TestSupport
import Testing

@Suite struct CheckpointStoreTests {
    @Test func aCheckpointComesBackWhole() throws {
        let folder = try TemporaryFolder()
        let checkpoint = Checkpoint.sample(completedEpochs: 2, stepInEpoch: 7)
        try checkpoint.write(to: folder.path("c"))
        #expect(try Checkpoint.read(folder.path("c")) == checkpoint)
    }

    @Test func namesOfTheClassesComeBackAndMustBeOfAllClasses() throws {
        let folder = try TemporaryFolder()
        var checkpoint = Checkpoint.sample(completedEpochs: 2)
        let plain = folder.path("plain")
        try checkpoint.write(to: plain)
        #expect(
            !String(decoding: try folder.contents(of: "plain"), as: UTF8.self)
                .contains("shownNames"))
        checkpoint.shownNames = checkpoint.description.data.classNames.map { "the \($0), \"ا\"" }
        try checkpoint.write(to: folder.path("named"))
        #expect(try Checkpoint.read(folder.path("named")) == checkpoint)
        checkpoint.shownNames.removeLast()
        try checkpoint.write(to: folder.path("fewer"))
        let error = #expect(throws: CheckpointError.self) {
            try Checkpoint.read(folder.path("fewer"))
        }
        #expect(error?.kind == .damaged && error?.what.contains("it names ") == true)
    }

    @Test func equalCheckpointsAreEqualFiles() throws {
        let folder = try TemporaryFolder()
        try Checkpoint.sample(completedEpochs: 2).write(to: folder.path("a"))
        try Checkpoint.sample(completedEpochs: 2).write(to: folder.path("b"))
        #expect(try folder.contents(of: "a") == folder.contents(of: "b"))
    }

    @Test func namesSayWhereTheRunStands() {
        let position = TrainingPosition(completedEpochs: 3, stepInEpoch: 120, globalStep: 453)
        #expect(CheckpointStore.fileName(position) == "epoch-0003-step-000120.safetensors")
    }

    @Test func theTwoNewestAndTheBestAreKept() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(path: folder.path)
        try store.replaceBest(.sample(completedEpochs: 1))
        for epoch in 1...9 { try store.add(.sample(completedEpochs: epoch)) }
        try store.add(.sample(completedEpochs: 9, stepInEpoch: 1_000_000))
        try store.add(.sample(completedEpochs: 10))
        #expect(
            try folder.names() == [
                "best.safetensors", "epoch-0009-step-1000000.safetensors",
                "epoch-0010-step-000000.safetensors",
            ])
        #expect(
            try store.list() == [
                folder.path("epoch-0010-step-000000.safetensors"),
                folder.path("epoch-0009-step-1000000.safetensors"),
            ])
        #expect(try Checkpoint.read(store.bestPath) == .sample(completedEpochs: 1))
    }

    @Test func aLaterCheckpointIsNeitherCountedNorRemoved() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(path: folder.path)
        try folder.write([1, 2, 3], to: "epoch-0008-step-000000.safetensors")
        for epoch in 1...3 { try store.add(.sample(completedEpochs: epoch)) }
        #expect(
            try folder.names() == [
                "epoch-0002-step-000000.safetensors", "epoch-0003-step-000000.safetensors",
                "epoch-0008-step-000000.safetensors",
            ])
    }

    @Test func otherFilesStayAndAKilledWritersRemainderGoes() throws {
        let folder = try TemporaryFolder()
        try folder.write([1], to: "epoch-1-step-2.safetensors")
        try folder.write([1], to: "epoch-0001-step-000000.safetensors.bak")
        try folder.write([1], to: ".epoch-0001-step-000000.safetensors.partial")
        try CheckpointStore(path: folder.path).add(.sample(completedEpochs: 5))
        #expect(
            try folder.names() == [
                "epoch-0001-step-000000.safetensors.bak", "epoch-0005-step-000000.safetensors",
                "epoch-1-step-2.safetensors",
            ])
    }

    @Test func theNewestThatVerifiesIsTakenAndTheDamagedOneNamed() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(path: folder.path)
        for epoch in 1...2 { try store.add(.sample(completedEpochs: epoch)) }
        #expect(try store.newestVerified().newest?.checkpoint == .sample(completedEpochs: 2))
        #expect(try store.newestVerified().damaged.isEmpty)

        let newest = "epoch-0002-step-000000.safetensors"
        var bytes = try folder.contents(of: newest)
        bytes[bytes.count - 1] ^= 1
        try folder.write(bytes, to: newest)
        let found = try store.newestVerified()
        #expect(found.newest?.checkpoint == .sample(completedEpochs: 1))
        #expect(found.newest?.path == folder.path("epoch-0001-step-000000.safetensors"))
        #expect(found.damaged.map(\.path) == [folder.path(newest)])
        #expect(found.damaged.first?.description.contains("its SHA-256 is") == true)
    }

    @Test func aFlippedByteAnywhereInTheNewestIsNamedAndTheOneBeforeUsed() throws {
        let fileSystem = MemoryFileSystem()
        let store = CheckpointStore(path: ".", fileSystem: fileSystem)
        for epoch in 1...2 { try store.add(.sample(completedEpochs: epoch)) }
        let (older, newest) = (
            "epoch-0001-step-000000.safetensors", "epoch-0002-step-000000.safetensors"
        )
        let bytes = try #require(fileSystem.image.file(newest))
        for position in bytes.indices {
            var image = fileSystem.image
            var damaged = bytes
            damaged[position] ^= 1 << UInt8(position % 8)
            image.entries[newest] = .file(damaged)
            let found = try CheckpointStore(path: ".", fileSystem: MemoryFileSystem(image))
                .newestVerified()
            try #require(found.newest?.path == "./\(older)", "byte \(position)")
            try #require(found.newest?.checkpoint == .sample(completedEpochs: 1))
            try #require(found.damaged.map(\.path) == ["./\(newest)"])
            try #require(
                found.damaged[0].description.hasPrefix("checkpoint ./\(newest) is damaged"))
        }
    }

    @Test func aDamagedOneIsSetAsideAndDoesNotCountAsOneOfTheNewest() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(path: folder.path)
        for epoch in 1...3 { try store.add(.sample(completedEpochs: epoch)) }
        try folder.write([1, 2, 3], to: "epoch-0003-step-000000.safetensors")
        try folder.write([1], to: ".epoch-0004-step-000000.safetensors.partial")
        let found = try store.newestVerified()
        let position = try #require(found.newest?.checkpoint.position)
        try store.prepare(from: position, damaged: found.damaged)
        try store.add(.sample(completedEpochs: 3, stepInEpoch: 7))
        #expect(
            try folder.names() == [
                "epoch-0002-step-000000.safetensors",
                "epoch-0003-step-000000.safetensors.damaged",
                "epoch-0003-step-000007.safetensors",
            ])
    }

    @Test func whatAWriterKilledBeforeItsRemovalsLeftIsRemoved() throws {
        let folder = try TemporaryFolder()
        let store = CheckpointStore(path: folder.path)
        for epoch in 1...4 {
            try Checkpoint.sample(completedEpochs: epoch).write(
                to: folder.path(
                    CheckpointStore.fileName(Checkpoint.sample(completedEpochs: epoch).position)))
        }
        try store.prepare(from: Checkpoint.sample(completedEpochs: 4).position, damaged: [])
        #expect(
            try folder.names() == [
                "epoch-0003-step-000000.safetensors", "epoch-0004-step-000000.safetensors",
            ])
    }

    @Test func aLinkIsPassedOverAndNamed() throws {
        let (folder, outside) = (try TemporaryFolder(), try TemporaryFolder())
        let store = CheckpointStore(path: folder.path)
        try store.add(.sample(completedEpochs: 1))
        try Checkpoint.sample(completedEpochs: 2).write(to: outside.path("c"))
        let link = folder.path("epoch-0002-step-000000.safetensors")
        try POSIXFileSystem().makeLink(link, to: outside.path("c"))
        let found = try store.newestVerified()
        #expect(found.newest?.checkpoint == .sample(completedEpochs: 1))
        #expect(found.damaged.map(\.path) == [link])
        #expect(found.damaged.first?.description.contains("remove the link") == true)
    }

    @Test(arguments: [-1, 1 << 53 + 1, Int.max])
    func countsThatNoRunCanHaveReachedAreRefused(count: Int) throws {
        let folder = try TemporaryFolder()
        for field in 0..<6 {
            var checkpoint = Checkpoint.sample(completedEpochs: 1)
            switch field {
            case 0: checkpoint.position.completedEpochs = count
            case 1: checkpoint.position.stepInEpoch = count
            case 2: checkpoint.position.globalStep = count
            case 3: checkpoint.progress.sampleCount = Int64(count)
            case 4: checkpoint.progress.bestEpoch = count
            default: checkpoint.progress.epochsWithoutImprovement = count
            }
            try checkpoint.write(to: folder.path("c"))
            let error = #expect(throws: CheckpointError.self, "field \(field)") {
                try Checkpoint.read(folder.path("c"))
            }
            #expect(error?.kind == .damaged)
            #expect(error?.what.contains("\(count)") == true)
        }
    }

    @Test func withoutCheckpointsThereIsNothingAndWithOnlyDamagedOnesAnError() throws {
        let folder = try TemporaryFolder()
        #expect(try CheckpointStore(path: folder.path("missing")).newestVerified().newest == nil)
        let store = CheckpointStore(path: folder.path)
        #expect(try store.newestVerified().newest == nil)
        try folder.write([], to: "epoch-0001-step-000000.safetensors")
        let error = #expect(throws: CheckpointError.self) { try store.newestVerified() }
        #expect(error?.path == folder.path("epoch-0001-step-000000.safetensors"))
    }

    @Test func aFaultAtAnyCallLeavesACheckpointToResumeFrom() throws {
        let counting = FaultyFileSystem()
        do {
            let folder = try TemporaryFolder()
            try CheckpointStore(path: folder.path).add(.sample(completedEpochs: 1))
            try CheckpointStore(path: folder.path).add(.sample(completedEpochs: 2))
            try CheckpointStore(path: folder.path, fileSystem: counting)
                .add(.sample(completedEpochs: 3))
        }
        let callNames = counting.callNames
        let renameCall = try #require(callNames.firstIndex(of: "rename"))
        #expect(callNames.contains("remove"))
        for failingCall in callNames.indices {
            let folder = try TemporaryFolder()
            let store = CheckpointStore(path: folder.path)
            try store.add(.sample(completedEpochs: 1))
            try store.add(.sample(completedEpochs: 2))
            let faulty = FaultyFileSystem(failingCall: failingCall)
            let error = #expect(throws: FileError.self) {
                try CheckpointStore(path: folder.path, fileSystem: faulty)
                    .add(.sample(completedEpochs: 3))
            }
            #expect(error?.exitStatus == .inputOutput)
            let epoch = failingCall <= renameCall ? 2 : 3
            let found = try store.newestVerified()
            #expect(
                found.newest?.checkpoint == .sample(completedEpochs: epoch), "call \(failingCall)")
            #expect(found.damaged.isEmpty)
        }
    }

    @Test func aForeignFileIsRefusedWithItsKind() throws {
        let folder = try TemporaryFolder()
        try SafetensorsFile(metadata: ["kind": "something", "version": "9"], tensors: [])
            .write(to: folder.path("f"))
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.read(folder.path("f")) }
        #expect(error?.what.contains("it is a \"something\", not a") == true)
        try SafetensorsFile(metadata: [:], tensors: []).write(to: folder.path("g"))
        let other = #expect(throws: CheckpointError.self) { try Checkpoint.read(folder.path("g")) }
        #expect(other?.what == "its metadata has no entry kind")
    }

    @Test func aCheckpointOfAnotherVersionIsRefusedAndNotCalledDamaged() throws {
        let folder = try TemporaryFolder()
        try SafetensorsFile(
            metadata: ["kind": "hwr-dist checkpoint", "version": "1", "identity": "{}"], tensors: []
        ).write(to: folder.path("epoch-0001-step-000003.safetensors"))
        let error = #expect(throws: CheckpointError.self) {
            try CheckpointStore(path: folder.path).newestVerified()
        }
        #expect(error?.kind == .otherVersion)
        #expect(
            error?.what.contains("version 1 of its format, and this program reads version 2")
                == true)
        #expect(error?.description.contains("damaged") == false)
        #expect(error?.exitStatus == .badData)
    }

    @Test func aDescriptionThatIsNotResolvedIsRefused() throws {
        let folder = try TemporaryFolder()
        var checkpoint = Checkpoint.sample(completedEpochs: 1)
        checkpoint.description.data.ink = .auto
        try checkpoint.write(to: folder.path("f"))
        let error = #expect(throws: CheckpointError.self) { try Checkpoint.read(folder.path("f")) }
        #expect(error?.what.contains("leaves the classes, the ink or the kernels open") == true)
    }

    /// Names say nothing: an average may be called as weights are elsewhere.
    @Test func theRolesOfTensorsComeBackWhateverTheirNames() throws {
        let folder = try TemporaryFolder()
        func tensor(_ name: String, _ value: Float) -> NamedTensor {
            NamedTensor(name: name, shape: [1], floats: [value])
        }
        var checkpoint = Checkpoint.sample(completedEpochs: 1)
        checkpoint.weights = [tensor("adamw.w", 1), tensor("average.w", 2)]
        let digest = checkpoint.weightsSHA256
        checkpoint.average = [tensor("w", 3)]
        checkpoint.optimizerState = [tensor("first", 4)]
        try checkpoint.write(to: folder.path("f"))
        let read = try Checkpoint.read(folder.path("f"))
        #expect(read == checkpoint)
        #expect(read.weightsSHA256 == digest)
        checkpoint.average = []
        #expect(read.usedSHA256 != digest && checkpoint.usedSHA256 == digest)
    }
}
