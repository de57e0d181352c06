import TestSupport
import Testing

extension AllCommands {
    /// Run folders on file systems that lack something a run can do without.
    @Suite struct LackingFileSystemTests {
        let place: Workplace
        let system: LackingFileSystem

        init() throws {
            place = try Workplace()
            system = try LackingFileSystem(in: place)
            try place.makeLetters(perClass: 4, classCount: 3)
        }

        @Test(arguments: Launcher.allCases)
        func foldersThatCannotBeSynchronizedAreOneWarning(launcher: Launcher) throws {
            try place.train("letters", to: "reference", ["--epochs", "2"])
            let result = try place.train(
                "letters", to: "run", ["--epochs", "2"], ranks: launcher.ranks,
                environment: system.environment(without: [.synchronizingFolders]))
            #expect(result.occurrences(of: "cannot synchronize folders") == 1, "\(result)")
            #expect(
                result.occurrences(of: "warning: the file system of . cannot synchronize") == 1)
            #expect(
                try place.results("run").weights == place.results("reference").weights)
            #expect(try place.hwrDist(["verify", "run"]).status == 0)
            let log = try text(of: place.path("run/logs/rank-000.log"))
            #expect(log.contains("warning: the file system of . cannot synchronize"), "\(log)")
        }

        @Test func commandsThatWriteAFileWarnTheSameWay() throws {
            try place.train("letters", to: "run", ["--epochs", "1"])
            let result = try place.hwrDist(
                ["report", "run"], environment: system.environment(without: [.synchronizingFolders])
            )
            #expect(result.status == 0, "\(result)")
            #expect(result.occurrences(of: "warning: the file system of run cannot") == 1)
        }

        /// Something else that stands where the link would be is somebody's own.
        @Test(arguments: [[.symbolicLinks], []] as [[LackingFileSystem.Service]])
        func theLinkToTheLatestRunIsAConvenience(services: [LackingFileSystem.Service]) throws {
            if services.isEmpty { try place.folder.makeFolder("runs/latest") }
            let result = try place.hwrDist(
                ["train", "--data", "letters", "--epochs", "1"] + Workplace.small,
                environment: system.environment(without: services))
            #expect(result.status == 0, "\(result)")
            let text = "warning: the run is not linked as the latest one: cannot make link"
            #expect(result.occurrences(of: text) == 1, "\(result)")
        }

        @Test func aFileSystemThatDoesNotTellItsSizeIsNotFull() throws {
            let environment = system.environment(without: [.tellingItsSize])
            let result = try place.train(
                "letters", to: "run", ["--epochs", "1"], environment: environment)
            #expect(!result.standardError.contains("warning"), "\(result)")
            let doctor = try place.hwrDist(["doctor"], environment: environment)
            #expect(doctor.status == 0, "\(doctor)")
            let text = "the file system does not report its free space"
            #expect(doctor.standardOutput.contains(text), "\(doctor)")
        }
    }
}
