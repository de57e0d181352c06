// swift-tools-version: 6.1
import PackageDescription

let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

// The target graph is the architecture: who may import whom stands here and, for every form of
// import, in scripts/check-imports. Compiler flags for CI are given by scripts/test, not here.
let package = Package(
    name: "hwr-dist",
    products: [
        .executable(name: "hwr-dist", targets: ["hwr-dist"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        // System libraries: module map and pkg-config name, nothing else.
        .systemLibrary(
            name: "COpenMPI", pkgConfig: "ompi-c", providers: [.apt(["libopenmpi-dev"])]),
        .systemLibrary(
            name: "CLibPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),

        // C.
        .target(name: "CMPI", dependencies: ["COpenMPI"]),
        .target(name: "CPNG", dependencies: ["CLibPNG"]),
        .target(name: "CKernels"),
        .target(name: "CProcess"),

        // Swift, from the bottom up.
        .target(name: "Failures"),
        .target(name: "Threads"),
        .target(name: "TextFormats"),
        .target(name: "Files", dependencies: ["Failures", systemPackage]),
        .target(name: "RandomStreams"),
        .target(name: "Collectives", dependencies: ["Failures"]),
        .target(
            name: "MessagePassing", dependencies: ["CMPI", "Collectives", "Failures"]),
        .target(
            name: "Supervision",
            dependencies: ["Collectives", "CProcess", "Failures", "MessagePassing"]),
        .target(name: "ConvNet", dependencies: ["CKernels", "RandomStreams"]),
        .target(name: "Images", dependencies: ["CPNG", "Failures"]),
        .target(name: "SyntheticLetters", dependencies: ["RandomStreams"]),
        .target(
            name: "Datasets",
            dependencies: [
                "Images", "SyntheticLetters", "RandomStreams", "Failures", "TextFormats", "Threads",
            ]),
        .target(
            name: "Augmentation", dependencies: ["CKernels", "RandomStreams", "Datasets"]),
        .target(name: "Evaluation", dependencies: ["Failures", "TextFormats"]),
        .target(
            name: "RunRecords",
            dependencies: ["ConvNet", "Evaluation", "Failures", "Files", "Handwriting", "TextFormats", .product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "Recognition",
            dependencies: ["Collectives", "ConvNet", "Evaluation", "Failures", "Handwriting", "RunRecords"]),
        .target(
            name: "Training",
            dependencies: ["Collectives", "ConvNet", "Evaluation", "Failures", "Handwriting", "Recognition", "RunRecords", "TextFormats"]),
        .target(
            name: "Reporting",
            dependencies: ["Evaluation", "Failures", "RunRecords", "TextFormats"]),
        .target(
            name: "Benchmarks",
            dependencies: ["Collectives", "ConvNet", "Failures", "Handwriting", "Recognition", "RunRecords", "Training"]),
        .target(name: "Launching", dependencies: ["CProcess", "Failures", "Files", "RunRecords"]),
        .target(
            name: "Inspection",
            dependencies: ["Evaluation", "Failures", "Files", "Handwriting", "RunRecords"]),
        .target(
            name: "Diagnosis",
            dependencies: ["Collectives", "Failures", "Files", "Handwriting", "Inspection", "Launching", "RunRecords", "TextFormats"]),
        .target(
            name: "ChaosTesting",
            dependencies: ["Failures", "Inspection", "Launching", "RandomStreams", "RunRecords"]),
        .executableTarget(
            name: "hwr-dist",
            dependencies: [
                "Collectives", "MessagePassing", "ConvNet", "Handwriting", "Evaluation",
                "RunRecords", "Recognition", "Training", "Reporting", "Benchmarks", "Launching",
                "Inspection", "Diagnosis", "ChaosTesting", "Failures", "Files", "TextFormats",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            // The build-id tells two builds apart when ranks agree at the start.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--build-id"])]),

        // Tests: one target per module, then what needs mpirun or the built command.
        .target(
            name: "TestSupport", dependencies: ["Files", systemPackage], path: "Tests/TestSupport"),
        .testTarget(name: "FailuresTests", dependencies: ["Failures"]),
        .testTarget(name: "FilesTests", dependencies: ["Failures", "Files", "TestSupport"]),
        .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams"]),
        .testTarget(
            name: "RecognitionTests",
            dependencies: ["Collectives", "ConvNet", "Evaluation", "Failures", "Files", "Handwriting", "Recognition", "RunRecords", "TestSupport"]),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["Collectives", "ConvNet", "Evaluation", "Failures", "Files", "Handwriting", "MallocCounter", "Recognition", "RunRecords", "TestSupport", "Training"]),
        .target(name: "MallocCounter", path: "Tests/MallocCounter"),
        .testTarget(
            name: "ConvNetTests",
            dependencies: ["CKernels", "ConvNet", "MallocCounter", "RandomStreams"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "RunRecordsTests",
            dependencies: ["ConvNet", "Evaluation", "Failures", "Files", "Handwriting", "RunRecords", "TestSupport"]),
        .testTarget(
            name: "ImagesTests", dependencies: ["Images", "Failures", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "SyntheticLettersTests", dependencies: ["SyntheticLetters"]),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "Images", "Failures", "TestSupport"]),
        .testTarget(
            name: "AugmentationTests", dependencies: ["Augmentation", "RandomStreams"]),
        .testTarget(name: "SyntheticLettersTests", dependencies: ["SyntheticLetters"]),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "Images", "Failures", "TestSupport"]),
        .testTarget(
            name: "AugmentationTests", dependencies: ["Augmentation", "CounterRandom"]),
        .testTarget(
            name: "CollectivesTests", dependencies: ["Collectives", "Failures", "TestSupport"]),
        .executableTarget(
            name: "mpi-checks",
            dependencies: ["Collectives", "Failures", "MessagePassing", "MPITraffic", "Supervision", "TestSupport"],
            path: "Tests/MPIChecks"),
        .target(name: "MPITraffic", dependencies: ["COpenMPI"], path: "Tests/MPITraffic"),
        .testTarget(
            name: "MessagePassingTests",
            dependencies: ["Failures", "MessagePassing", "mpi-checks", "TestSupport"]),
        .testTarget(
            name: "SupervisionTests", dependencies: ["mpi-checks", "Supervision", "TestSupport"]),
        .testTarget(name: "TextFormatsTests", dependencies: ["TextFormats"]),
        .testTarget(
            name: "EvaluationTests", dependencies: ["Evaluation", "Failures", "TextFormats"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "ReportingTests",
            dependencies: ["Evaluation", "Failures", "Reporting", "RunRecords", "TestSupport"]),
        .testTarget(
            name: "LaunchingTests", dependencies: ["Failures", "Launching"]),
        .testTarget(
            name: "InspectionTests",
            dependencies: ["ConvNet", "Files", "Handwriting", "Inspection", "RunRecords", "TestSupport"]),
        .testTarget(
            name: "DiagnosisTests",
            dependencies: ["Diagnosis", "Failures", "Files", "Inspection", "RunRecords"]),
        .testTarget(name: "ChaosTestingTests", dependencies: ["ChaosTesting"]),
        .testTarget(name: "CommandTests", dependencies: ["hwr-dist", "TestSupport"]),
        .target(
            name: "FuzzHarnesses",
            dependencies: ["Evaluation", "Files", "Handwriting", "Reporting", "RunRecords", .product(name: "Crypto", package: "swift-crypto")], path: "Tests/Fuzz/Harnesses"),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzHarnesses"], path: "Tests/Fuzz",
            exclude: ["Driver", "Harnesses", "dictionaries"],
            sources: ["CorpusTests.swift", "MemoryTests.swift"],
            resources: [.copy("corpus")]),
    ]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
}

// scripts/fuzz builds once more, with libFuzzer's driver and with its counters in what is fuzzed.
if Context.environment["HWR_DIST_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzHarnesses"], path: "Tests/Fuzz/Driver",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
    let fuzzed = [
        "CPNG", "RandomStreams", "Failures", "TextFormats", "Threads", "Files", "Images",
        "SyntheticLetters", "Datasets", "Evaluation", "RunRecords", "Reporting",
    ]
    for target in package.targets where fuzzed.contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"]))
        target.cSettings = [
            .unsafeFlags([
                "-fsanitize=fuzzer-no-link,undefined", "-fno-sanitize-recover=undefined",
            ])
        ]
    }
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ]
}

// scripts/fuzz builds once more, with libFuzzer's driver and with its counters in what is fuzzed.
if Context.environment["HWR_DIST_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "fuzz", dependencies: ["FuzzHarnesses"], path: "Tests/Fuzz/Driver",
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer"])]))
    let fuzzed = [
        "CPNG", "RandomStreams", "Failures", "TextFormats", "Files", "Handwriting", "Evaluation",
        "RunRecords", "Reporting",
    ]
    for target in package.targets where fuzzed.contains(target.name) {
        target.swiftSettings?.append(.unsafeFlags(["-sanitize=fuzzer"]))
        target.cSettings = [
            .unsafeFlags([
                "-fsanitize=fuzzer-no-link,undefined", "-fno-sanitize-recover=undefined",
            ])
        ]
    }
}
