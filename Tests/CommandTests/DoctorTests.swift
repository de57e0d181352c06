import Glibc
import TestSupport
import Testing

extension AllCommands {
    @Suite struct DoctorTests {
        let place: Workplace

        init() throws { place = try Workplace() }

        /// The findings by subject. The exit code must be that of the worst of them, whatever
        /// machine the tests run on.
        private func findings(
            _ result: CommandResult, sourceLocation: SourceLocation = #_sourceLocation
        ) throws -> [String: JSONNode] {
            let lines = try JSONNode.lines(result.standardOutput)
            let examination = try #require(lines.first, "\(result)", sourceLocation: sourceLocation)
            #expect(lines.count == 1, sourceLocation: sourceLocation)
            let findings = examination["findings"].elements
            let isBad = findings.contains { $0["level"].string == "bad" }
            #expect(
                result.status == (isBad ? 78 : 0), "\(result)", sourceLocation: sourceLocation)
            #expect(
                (examination["verdict"].string == "bad") == isBad, sourceLocation: sourceLocation)
            for finding in findings where finding["level"].string != "ok" {
                #expect(finding["remedy"].string?.isEmpty == false, "\(finding)")
            }
            return Dictionary(
                findings.map { ($0["subject"].string ?? "", $0) }, uniquingKeysWith: { $1 })
        }

        @Test func aProcessAloneExaminesItsMachine() throws {
            let found = try findings(try place.hwrDist(["doctor", "--json"]))
            #expect(
                Set(found.keys).isSuperset(
                    of: ["program", "MPI", "kernels", "processors", "/dev/shm", "disk"]))
            #expect(found["MPI"]?["text"].string?.hasSuffix(", as when built") == true)
            #expect(found["kernels"]?["text"].string?.hasPrefix("portable") == true)
            #expect(found["disk"]?["text"].string?.hasPrefix(".: ") == true)
            #expect(try names(in: place.folder.path) == [])
        }

        @Test func ranksExamineWhatIsBetweenThem() throws {
            let result = try place.hwrDist(["doctor", "--json"], ranks: 3)
            let found = try findings(result)
            #expect(found["hosts"]?["text"].string?.hasPrefix("3 ranks on ") == true)
            #expect(found["clocks"]?["level"].string == "ok")
            #expect(found["single copy"] != nil)
            let exchange = found["exchange"]?["text"].string ?? ""
            for pair in ["ranks 0 and 1: ", "ranks 0 and 2: ", "ranks 1 and 2: "] {
                #expect(exchange.contains(pair), "\(exchange)")
            }
            #expect(found["program"]?["text"].string?.hasSuffix(" on all ranks") == true)
        }

        @Test func theTextHasALineForEachFindingAndAConclusion() throws {
            let result = try place.hwrDist(["doctor"], ranks: 2)
            let lines = result.standardOutput.split(whereSeparator: \.isNewline)
            #expect(lines.first?.contains("program  ") == true, "\(result)")
            #expect(lines.last?.hasPrefix("2 ranks: ") == true, "\(result)")
            #expect(lines.filter { $0.contains("/dev/shm  ") }.count == 1)
        }

        @Test func ranksThatShareAProcessorAndSpinAreBad() throws {
            let result = try place.shell(
                """
                one=$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')
                OMPI_MCA_mpi_yield_when_idle=0 \
                exec mpirun -np 2 taskset -c "$one" $HWR doctor --json
                """)
            let finding = try findings(result)["processors"]
            #expect(finding?["level"].string == "bad", "\(result)")
            #expect(finding?["text"].string?.contains("1 processor") == true)
        }

        @Test func littleSharedMemoryAndAFullDiskAreBad() throws {
            let result = try place.shell(
                """
                mkdir disk
                exec \(Unprivileged.mounting) sh -c '
                mount -t tmpfs -o size=2m none /dev/shm || exit 99
                mount -t tmpfs -o size=32k none disk || exit 99
                head -c 100000 /dev/zero > disk/full 2>/dev/null
                exec "$HWR" doctor --json --run disk/run'
                """)
            let found = try findings(result)
            #expect(found["/dev/shm"]?["level"].string == "bad")
            #expect(found["disk"]?["level"].string == "bad")
            #expect(
                found["disk"]?["text"].string?.contains("No space left on device") == true)
        }

        @Test func aHostNameThatMpirunCannotBearIsBad() throws {
            let name = String(repeating: "h", count: 60)
            let result = try place.shell(
                """
                exec \(Unprivileged.renaming) sh -c 'hostname \(name) || exit 99
                exec "$HWR" doctor --json'
                """)
            let finding = try findings(result)["host name"]
            #expect(finding?["level"].string == "bad", "\(result)")
            #expect(finding?["text"].string?.contains("\(name) is too long") == true)
        }

        @Test(arguments: ["cpu.max", "cpu/cpu.cfs_quota_us"])
        func theQuotaOfAContainerIsSeen(file: String) throws {
            let period = file == "cpu.max" ? " 100000" : ""
            let result = try place.shell(
                """
                exec \(Unprivileged.mounting) sh -c '
                mount -t tmpfs none /sys/fs/cgroup && mkdir /sys/fs/cgroup/cpu || exit 99
                echo 100000 >/sys/fs/cgroup/cpu/cpu.cfs_period_us
                echo 50000\(period) >/sys/fs/cgroup/\(file)
                exec "$HWR" doctor --json'
                """)
            let text = try findings(result)["processors"]?["text"].string ?? ""
            #expect(text.hasSuffix(", with a quota of 0.5; room for 1 rank"), "\(result)")
        }

        @Test func goodDataHaveTheDigestOfTheirRun() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            try place.train("letters", to: "run", ["--epochs", "1"])
            let found = try findings(
                try place.hwrDist(["doctor", "--json", "--data", "letters", "--run", "run"]))
            #expect(found["training"]?["text"].string == "30 images of 5 classes, 6 each")
            #expect(found["test"]?["text"].string == "5 images of 5 classes, 1 each")
            #expect(found["sizes"]?["text"].string == "all 32x32")
            #expect(found["training ink"]?["text"].string == "light, by 30 of 30 images")
            #expect(found["duplicates"]?["level"].string == "ok")
            #expect(found["test in training"]?["level"].string == "ok")
            #expect(found["data digest"]?["text"].string?.hasSuffix(", as in run") == true)
            try place.makeLetters("others", perClass: 5, classCount: 5)
            let other = try findings(
                try place.hwrDist(["doctor", "--json", "--data", "others", "--run", "run"]))
            #expect(other["data digest"]?["level"].string == "bad")
        }

        @Test func eachFaultOfTheDataIsNamed() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            let folder = place.path("letters")
            let files = try names(in: "\(folder)/train")
            func label(_ file: String) -> Int {
                file.dropLast(4).split(separator: "_").last.flatMap { Int($0) } ?? 0
            }
            let first = try #require(files.first { label($0) == 1 })
            let second = try #require(files.first { label($0) == 2 })
            let image = try bytes(of: "\(folder)/train/\(first)")
            // One image once more, with another label, and as a test image; one of one colour.
            try write(image, to: "\(folder)/train/id_900_label_1.png")
            try write(image, to: "\(folder)/train/id_901_label_2.png")
            try write(
                try bytes(of: "\(folder)/train/\(second)"), to: "\(folder)/test/id_900_label_2.png")
            try write(
                PNGBytes.grey(height: 20, width: 24), to: "\(folder)/train/id_902_label_3.png")
            for file in files
            where label(file) == 5 && file != files.last(where: { label($0) == 5 }) {
                unlink("\(folder)/train/\(file)")
            }
            for file in try names(in: "\(folder)/test") where label(file) == 4 {
                unlink("\(folder)/test/\(file)")
            }
            let found = try findings(
                try place.hwrDist(["doctor", "--json", "--data", "letters"], ranks: 2))
            func text(_ subject: String) -> String {
                #expect(found[subject]?["level"].string == "warning", "\(subject)")
                return found[subject]?["text"].string ?? ""
            }
            #expect(text("training") == "28 images of 5 classes, 1 (5) to 7 (1)")
            #expect(text("test classes") == "no test image of 4")
            #expect(text("training blank").hasSuffix(": id_902_label_3.png"))
            #expect(text("duplicates").hasPrefix("2 of 28 training images repeat another's pixels"))
            #expect(text("labels").contains("id_901_label_2.png (2)"))
            #expect(
                text("test in training").hasSuffix(": id_900_label_2.png is \(second)"))
            #expect(
                found["sizes"]?["text"].string?.hasPrefix("20 to 32 high, 24 to 32 wide") == true)

            try write([1, 2, 3], to: "\(folder)/train/\(second)")
            let result = try place.hwrDist(["doctor", "--json", "--data", "letters"])
            let unreadable = try findings(result)["training unreadable"]
            #expect(result.status == 78)
            #expect(unreadable?["level"].string == "bad")
            #expect(unreadable?["text"].string?.contains("\(second): not a PNG file") == true)
        }

        @Test func imagesOfBothPolaritiesAreAWarning() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            for file in try names(in: place.path("letters/train")).prefix(4) {
                let path = place.path("letters/train/\(file)")
                try write(try PNGBytes.inverted(try bytes(of: path)), to: path)
            }
            let found = try findings(try place.hwrDist(["doctor", "--json", "--data", "letters"]))
            #expect(found["training ink"]?["level"].string == "warning")
            #expect(found["training ink"]?["text"].string == "light, by 26 of 30 images")
            #expect(found["test ink"]?["level"].string == "ok")
        }

        @Test func aTestFolderThatCannotBeUsedLeavesTheTrainingFolderExamined() throws {
            try place.makeLetters(perClass: 6, classCount: 5)
            let result = try place.hwrDist([
                "doctor", "--json", "--train", "letters/train", "--test", "nowhere",
            ])
            #expect(result.status == 78)
            let found = try findings(result)
            #expect(found["test"]?["text"].string == "nowhere: no such folder")
            #expect(found["training"]?["level"].string == "ok")
            try place.hwrDist(["doctor", "--data", "nowhere"]).expectFailure(
                66, saying: ["nowhere: no such folder"])
        }

        @Test(.enabled(if: RealData.folder != nil, "data not present"))
        func theRealDataAreWellButForOneBlankImage() throws {
            let data = "\(RealData.folder ?? "")/ahcd-grey"
            let result = try place.hwrDist(["doctor", "--json", "--data", data])
            let found = try findings(result)
            #expect(found["training"]?["text"].string == "13440 images of 28 classes, 480 each")
            #expect(found["test"]?["text"].string == "3360 images of 28 classes, 120 each")
            #expect(found["training blank"]?["text"].string?.hasPrefix("1 image is of one") == true)
            for subject in ["duplicates", "test in training", "training ink", "test ink", "sizes"] {
                #expect(found[subject]?["level"].string == "ok", "\(subject)")
            }
            #expect(result.seconds < 20)
        }
    }
}
