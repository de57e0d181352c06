// swift-tools-version: 6.1
import PackageDescription

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
        .target(
            name: "TextFormats", dependencies: [.product(name: "Crypto", package: "swift-crypto")]),
        .target(
            name: "Files",
            dependencies: ["Failures", .product(name: "SystemPackage", package: "swift-system")]),
        .target(name: "RandomStreams"),
        .target(name: "Collectives", dependencies: ["Failures"]),
        .target(
            name: "MessagePassing", dependencies: ["CMPI", "Collectives", "Failures"]),
        .target(
            name: "Supervision",
            dependencies: ["Collectives", "CProcess", "Failures", "MessagePassing", "Threads"]),
        .target(name: "ConvNet", dependencies: ["CKernels", "RandomStreams"]),
        .target(
            name: "Images",
            dependencies: [
                "CPNG", "Failures", "Files", "TextFormats",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(name: "SyntheticLetters", dependencies: ["RandomStreams"]),
        .target(
            name: "Datasets",
            dependencies: [
                "Failures", "Images", "RandomStreams", "SyntheticLetters", "TextFormats",
            ]),
        .target(
            name: "Augmentation",
            dependencies: ["CKernels", "Datasets", "RandomStreams", "Threads"]),
        .target(name: "Evaluation", dependencies: ["Failures", "TextFormats"]),
        .target(
            name: "RunRecords",
            dependencies: [
                "Augmentation", "ConvNet", "Datasets", "Evaluation", "Failures", "Files", "Images",
                "TextFormats", "Threads", .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "Recognition",
            dependencies: [
                "Augmentation", "Collectives", "ConvNet", "Datasets", "Evaluation", "Failures",
                "Images", "RunRecords",
            ]),
        .target(
            name: "Training",
            dependencies: [
                "Augmentation", "Collectives", "ConvNet", "Datasets", "Evaluation", "Failures",
                "Files", "Images", "Recognition", "RunRecords", "TextFormats",
            ]),
        .target(
            name: "Reporting",
            dependencies: ["Evaluation", "Failures", "RunRecords", "TextFormats"]),
        .target(
            name: "Benchmarks",
            dependencies: [
                "Augmentation", "Collectives", "ConvNet", "Datasets", "Evaluation", "Failures",
                "Images", "Recognition", "RunRecords", "SyntheticLetters", "TextFormats",
                "Training",
            ]),
        .target(name: "Launching", dependencies: ["CProcess", "Failures", "Files", "RunRecords"]),
        .target(
            name: "Inspection",
            dependencies: [
                "Datasets", "Evaluation", "Failures", "Files", "RunRecords", "TextFormats",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "Diagnosis",
            dependencies: [
                "Benchmarks", "Collectives", "Datasets", "Evaluation", "Failures", "Files",
                "Images", "Inspection", "Launching", "RunRecords", "TextFormats",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "ChaosTesting",
            dependencies: ["Failures", "Inspection", "Launching", "RandomStreams", "RunRecords"]),
        .executableTarget(
            name: "hwr-dist",
            dependencies: [
                "Augmentation", "Benchmarks", "ChaosTesting", "Collectives", "ConvNet", "Datasets",
                "Diagnosis", "Evaluation", "Failures", "Files", "Images", "Inspection", "Launching",
                "MessagePassing", "Recognition", "Reporting", "RunRecords", "Supervision",
                "SyntheticLetters", "TextFormats", "Training",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            // The build-id tells two builds apart when ranks agree at the start.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--build-id"])]),

        // Tests: one target per module, then what needs mpirun or the built command.
        .target(
            name: "TestSupport",
            dependencies: [
                "Collectives", "Files", "Threads",
                .product(name: "SystemPackage", package: "swift-system"),
            ], path: "Tests/TestSupport"),
        .testTarget(name: "FailuresTests", dependencies: ["Failures"]),
        .testTarget(
            name: "FilesTests",
            dependencies: [
                "Failures", "Files", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams"]),
        .testTarget(
            name: "RecognitionTests",
            dependencies: [
                "Augmentation", "Collectives", "ConvNet", "Datasets", "Evaluation", "Failures",
                "Files", "Images", "Recognition", "RunRecords", "SyntheticLetters", "TestSupport",
            ]),
        .testTarget(
            name: "TrainingTests",
            dependencies: [
                "Augmentation", "Collectives", "ConvNet", "Datasets", "Evaluation", "Failures",
                "Files", "MallocCounter", "Recognition", "RunRecords", "TestSupport", "Training",
            ]),
        .target(name: "MallocCounter", path: "Tests/MallocCounter"),
        .testTarget(
            name: "ConvNetTests",
            dependencies: ["CKernels", "ConvNet", "MallocCounter", "RandomStreams"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "RunRecordsTests",
            dependencies: [
                "Augmentation", "ConvNet", "Datasets", "Evaluation", "Failures", "Files", "Images",
                "RunRecords", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "ImagesTests", dependencies: ["Failures", "Images", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(name: "SyntheticLettersTests", dependencies: ["SyntheticLetters"]),
        .testTarget(
            name: "DatasetsTests", dependencies: ["Datasets", "Failures", "Images", "TestSupport"]),
        .testTarget(
            name: "AugmentationTests", dependencies: ["Augmentation", "RandomStreams"]),
        .testTarget(
            name: "CollectivesTests", dependencies: ["Collectives", "Failures", "TestSupport"]),
        .executableTarget(
            name: "mpi-checks",
            dependencies: [
                "Collectives", "Failures", "MessagePassing", "MPITraffic", "Supervision",
                "TestSupport",
            ],
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
            dependencies: [
                "Evaluation", "Failures", "Files", "Reporting", "RunRecords", "TestSupport",
            ]),
        .testTarget(
            name: "LaunchingTests", dependencies: ["Failures", "Launching", "TestSupport"]),
        .testTarget(
            name: "InspectionTests",
            dependencies: [
                "ConvNet", "Failures", "Files", "Images", "Inspection", "RunRecords", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "DiagnosisTests",
            dependencies: [
                "Benchmarks", "Collectives", "Diagnosis", "Failures", "Files", "Inspection",
                "RunRecords", "TestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(name: "ChaosTestingTests", dependencies: ["ChaosTesting"]),
        .testTarget(name: "CommandTests", dependencies: ["hwr-dist", "TestSupport"]),
        .target(
            name: "FuzzHarnesses",
            dependencies: [
                "Datasets", "Evaluation", "Files", "Images", "Reporting", "RunRecords",
                "TextFormats", .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], path: "Tests/Fuzz/Harnesses"),
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
