import Datasets
import Images
import Testing

@Suite struct ManifestTests {
    private static let rows = [
        Manifest.Row(
            path: "a, \"b\".png", label: "2 ba", split: .train, worker: 7, digest: .numbered(1)),
        Manifest.Row(
            path: "new\nline\r.png", label: "1", split: .validation, worker: nil,
            digest: .numbered(255)),
        Manifest.Row(
            path: "باء/é.png", label: "باء", split: .train, worker: 0, digest: .numbered(0xAB)),
        Manifest.Row(
            path: "a, \"b\".png", label: "1", split: .test, worker: nil, digest: .numbered(9)),
    ]

    private func read(_ text: String) throws(ManifestError) -> Manifest {
        try Manifest(csv: Array(text.utf8))
    }

    @Test func csvRoundTripsWithQuotesCommasAndLineBreaks() throws {
        let manifest = Manifest(rows: Self.rows)
        #expect(try Manifest(csv: manifest.csv) == manifest)
        #expect(Array(manifest.rows) == Self.rows)
    }

    @Test func theTextIsTheKnownOne() {
        let text = String(decoding: Manifest(rows: Self.rows).csv, as: UTF8.self)
        #expect(
            text.hasPrefix(
                "path,label,split,worker,digest\n"
                    + "\"a, \"\"b\"\".png\",2 ba,train,7,\(digits(1))\n"
                    + "\"new\nline\r.png\",1,validation,,\(digits(255))\n"))
    }

    /// What is written portion by portion is the whole, with one header.
    @Test func theTextInPortionsIsTheWholeText() throws {
        let rows = (0..<20_000).map {
            Manifest.Row(
                path: "\(100_000 + $0).png", label: "\($0 % 3)", split: .train, worker: $0 % 8,
                digest: .numbered(UInt8($0 % 256)))
        }
        let portions = Array(Manifest(rows: rows).csvPortions)
        #expect(portions.count == 2)
        #expect(Array(try Manifest(csv: Array(portions.joined())).rows) == rows)
        #expect(Array(Manifest(rows: []).csvPortions).count == 1)
    }

    /// The order of an index does not matter, as long as its digests have the same.
    @Test func anIndexOutOfOrderGivesTheSameManifest() {
        func manifest(_ places: [Int]) -> Manifest {
            let index = ImageIndex(
                folder: "f", classNames: ["a", "b"],
                entries: places.map { .init(path: "\($0).png", label: $0 % 2) })
            let workers = [places.indices.filter { places[$0] < 3 }]
            return Manifest(
                training: index, plan: ShardPlan(workerEntries: workers, validation: []),
                trainingDigests: places.map { .numbered(UInt8($0)) },
                test: index, testDigests: places.map { .numbered(UInt8($0)) })
        }
        let ordered = manifest([0, 1, 2, 3])
        #expect(manifest([2, 0, 3, 1]) == ordered)
        #expect(ordered.rows[3].split == .validation && ordered.rows[2].worker == 0)
    }

    /// The digest is of the names, however the file has them.
    @Test func namesThatASpreadsheetWouldRunAreGuarded() throws {
        let rows = ["=1/a.png", "'-2/a.png", "'x/a.png"].map {
            Manifest.Row(
                path: $0, label: String($0.prefix { $0 != "/" }), split: .test, worker: nil,
                digest: .numbered(1))
        }
        let manifest = Manifest(rows: rows)
        let text = String(decoding: manifest.csv, as: UTF8.self)
        #expect(text.contains("\n'=1/a.png,'=1,test,"))
        #expect(text.contains("\n''-2/a.png,''-2,test,"))
        #expect(text.contains("\n'x/a.png,'x,test,"))
        let read = try Manifest(csv: manifest.csv)
        #expect(read == manifest && read.testDigest == manifest.testDigest)
        #expect(read.firstDifference(to: manifest) == nil)
    }

    @Test func aByteOrderMarkIsPassedOver() throws {
        let manifest = Manifest(rows: Self.rows)
        #expect(try Manifest(csv: [0xEF, 0xBB, 0xBF] + manifest.csv) == manifest)
    }

    @Test func carriageReturnsBeforeLineFeedsAreAccepted() throws {
        let manifest = try read(
            "path,label,split,worker,digest\r\na.png,1,test,,\(digits(255))\r\n")
        #expect(manifest.rows.map(\.digest) == [.numbered(255)])
    }

    @Test(arguments: [
        ("", 1, "header"), ("path,label\n", 1, "header"),
        ("a.png,1,train,0\n", 2, "4 fields"),
        ("a,1,test,,\(digits(1)),x\n", 2, "more than 5 fields"),
        ("a.png,1,learn,0,\(digits(1))\n", 2, "learn"),
        ("a.png,1,train,,\(digits(1))\n", 2, "worker"),
        ("a.png,1,train,-1,\(digits(1))\n", 2, "worker"),
        ("a.png,1,test,0,\(digits(1))\n", 2, "worker"),
        ("a.png,1,train,0,1\n", 2, "digest"),
        ("a.png,1,train,0,+\(digits(1).dropFirst())\n", 2, "digest"),
        (",1,train,0,\(digits(1))\n", 2, "path"),
        ("\"a\nb\",1,train,0,\(digits(1))\nc", 4, "1 fields"),
        ("a.png,1,train,0,\"0000", 2, "without an end"),
        ("\"a\"b,1,train,0,\(digits(1))\n", 2, "closing quote"),
        ("a\"b,1,train,0,\(digits(1))\n", 2, "inside"),
        ("a,1,test,,\(digits(1))\na,1,test,,\(digits(1))\n", 1, "twice"),
    ])
    func damagedTextIsRefusedWithItsLine(body: String, line: Int, message: String) {
        let header = line == 1 && message == "header" ? "" : "path,label,split,worker,digest\n"
        let error = #expect(throws: ManifestError.self) { try read(header + body) }
        #expect(error?.line == line)
        #expect(error?.what.contains(message) == true, "\(String(describing: error))")
    }

    @Test func noCutOfTheTextCrashes() throws {
        let bytes = Manifest(rows: Self.rows).csv
        for count in 0..<bytes.count {
            let read = try? Manifest(csv: Array(bytes.prefix(count)))
            #expect(read?.rows.count ?? 0 <= Self.rows.count)
        }
        #expect(throws: ManifestError.self) { try Manifest(csv: bytes + [0xFF]) }
    }

    @Test func theFirstDifferenceIsNamed() {
        let base = Manifest(rows: Self.rows)
        #expect(base.firstDifference(to: base) == nil)

        var changed = Self.rows
        changed[2].digest = .numbered(0xAC)
        changed[1].label = "3"
        var difference = base.firstDifference(to: Manifest(rows: changed))
        #expect(difference?.path == "new\nline\r.png")
        #expect(difference?.change == .label(before: "1", now: "3"))
        changed[1].label = "1"
        difference = base.firstDifference(to: Manifest(rows: changed))
        #expect(difference?.description == "training image \"باء/é.png\" has other content now")

        difference = base.firstDifference(to: Manifest(rows: Array(Self.rows.dropLast())))
        #expect(difference?.change == .removed)
        #expect(difference?.folder == .test)
        difference = Manifest(rows: Array(Self.rows.dropFirst())).firstDifference(to: base)
        #expect(difference?.change == .added)
        #expect(difference?.folder == .training)
        difference = Manifest(rows: []).firstDifference(to: base)
        #expect(difference?.path == "a, \"b\".png")
    }

    /// The folders for training and validation may have the same paths.
    @Test func aValidationFolderHasRowsAndADigestOfItsOwn() throws {
        func manifest(_ digests: [UInt8]) -> Manifest {
            let index = ImageIndex(
                folder: "f", classNames: ["a", "b"],
                entries: (0..<2).map { .init(path: "\($0).png", label: $0) })
            return Manifest(
                training: index, plan: ShardPlan(workerEntries: [[0], [1]], validation: []),
                trainingDigests: [.numbered(1), .numbered(2)], validation: index,
                validationDigests: digests.map { .numbered($0) }, test: index,
                testDigests: [.numbered(5), .numbered(6)])
        }
        let whole = manifest([3, 4])
        #expect(
            whole.rows.map(\.split) == [.train, .train, .validation, .validation, .test, .test])
        #expect(try Manifest(csv: whole.csv, hasValidationFolder: true) == whole)
        #expect(throws: ManifestError.self) { try Manifest(csv: whole.csv) }

        let changed = manifest([3, 9])
        #expect(changed.dataDigest == whole.dataDigest)
        #expect(changed.validationDigest != whole.validationDigest)
        #expect(
            whole.firstDifference(to: changed)?.description
                == "validation image \"1.png\" has other content now")
        let without = Manifest(rows: whole.rows.filter { $0.split != .validation })
        #expect(without.validationDigest == "" && without.dataDigest == whole.dataDigest)
        #expect(
            without.firstDifference(to: whole)?.description
                == "validation image \"0.png\" is new")
    }

    @Test func splitAndWorkerAreNoDifferenceOfData() {
        var moved = Self.rows
        moved[0].worker = 3
        moved[1].split = .train
        moved[1].worker = 1
        let base = Manifest(rows: Self.rows)
        #expect(base.firstDifference(to: Manifest(rows: moved)) == nil)
        #expect(base.dataDigest == Manifest(rows: moved).dataDigest)
        moved[0].digest = .numbered(2)
        #expect(base.dataDigest != Manifest(rows: moved).dataDigest)
    }

    /// A byte that moves from a path to its label is another list of images.
    @Test func pathsAndLabelsAreFramedInTheDigest() {
        let digests = [("ab", "c"), ("a", "bc")].map { path, label in
            Manifest(rows: [
                Manifest.Row(
                    path: path, label: label, split: .train, worker: 0, digest: .numbered(1))
            ]).dataDigest
        }
        #expect(digests[0] != digests[1])
        #expect(digests.allSatisfy { $0.utf8.count == 64 })
    }

    @Test func aPlanBecomesRows() {
        let training = ImageIndex(
            folder: "f", classNames: ["a", "b"],
            entries: (0..<10).map { .init(path: "\($0).png", label: $0 / 5) })
        let plan = ShardPlan(
            entries: training.entries, validationFraction: 0.2, seed: 1, virtualWorkers: 3)
        let test = ImageIndex(
            folder: "t", classNames: ["a", "b"], entries: [.init(path: "0.png", label: 1)])
        let manifest = Manifest(
            training: training, plan: plan, trainingDigests: (10..<20).map { .numbered($0) },
            test: test, testDigests: [.numbered(99)])
        #expect(manifest.rows.count == 11)
        #expect(manifest.rows.count { $0.split == .validation } == 2)
        for (place, row) in manifest.rows.dropLast().enumerated() {
            #expect(row.path == "\(place).png")
            #expect(row.label == (place < 5 ? "a" : "b"))
            #expect(row.digest == .numbered(UInt8(10 + place)))
            #expect(row.worker == plan.workerEntries.firstIndex { $0.contains(place) })
        }
        #expect(
            manifest.rows.last
                == .init(
                    path: "0.png", label: "b", split: .test, worker: nil, digest: .numbered(99)))
    }
}

/// The digest of that number, as a manifest has it.
private func digits(_ number: UInt8) -> String { ImageDigest.numbered(number).hexadecimal }

extension ImageDigest {
    /// A digest for each number, of an image of one pixel of that level.
    fileprivate static func numbered(_ number: UInt8) -> ImageDigest {
        ImageDigest(of: Image(height: 1, width: 1, pixels: [number]))
    }
}
