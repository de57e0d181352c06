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
        .target(name: "TextFormats"),
        .target(name: "Files", dependencies: ["Failures"]),
        .target(name: "RandomStreams"),
        .target(name: "Collectives", dependencies: ["Failures"]),
        .target(
            name: "MessagePassing", dependencies: ["Collectives", "CMPI", "CProcess", "Failures"]),
        .target(name: "ConvNet", dependencies: ["CKernels", "RandomStreams"]),
        .target(
            name: "Handwriting",
            dependencies: ["CPNG", "CKernels", "RandomStreams", "Failures", "TextFormats"]),
        .target(name: "Evaluation", dependencies: ["Failures", "TextFormats"]),
        .target(
            name: "RunRecords",
            dependencies: [
                "ConvNet", "Evaluation", "Failures", "Files", "Handwriting", "TextFormats",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "Recognition",
            dependencies: [
                "ConvNet", "Handwriting", "Evaluation", "Collectives", "Failures", "RunRecords",
            ]),
        .target(
            name: "Training",
            dependencies: [
                "Collectives", "ConvNet", "Handwriting", "Recognition", "Evaluation", "Failures",
                "RunRecords", "TextFormats",
            ]),
        .target(
            name: "Reporting",
            dependencies: ["Evaluation", "Failures", "RunRecords", "TextFormats"]),
        .target(
            name: "Benchmarks",
            dependencies: [
                "Training", "Recognition", "ConvNet", "Handwriting", "Collectives", "Failures",
                "RunRecords",
            ]),
        .target(name: "Launching", dependencies: ["RunRecords", "CProcess", "Failures", "Files"]),
        .target(
            name: "Inspection",
            dependencies: ["RunRecords", "Evaluation", "Handwriting", "Failures", "Files"]),
        .target(
            name: "Diagnosis",
            dependencies: [
                "Collectives", "Handwriting", "Inspection", "Launching", "RunRecords", "Failures", "Files",
                "TextFormats",
            ]),
        .target(
            name: "ChaosTesting",
            dependencies: ["RandomStreams", "Inspection", "Launching", "RunRecords", "Failures", "Files"]),
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
        .target(name: "TestSupport", dependencies: ["Files"], path: "Tests/TestSupport"),
        .testTarget(name: "FailuresTests", dependencies: ["Failures"]),
        .testTarget(name: "FilesTests", dependencies: ["Files", "Failures", "TestSupport"]),
        .testTarget(name: "RandomStreamsTests", dependencies: ["RandomStreams"]),
        .testTarget(
            name: "RecognitionTests",
            dependencies: [
                "Recognition", "Collectives", "ConvNet", "Evaluation", "Handwriting", "Failures",
                "Files", "RunRecords", "TestSupport",
            ]),
        .testTarget(
            name: "TrainingTests",
            dependencies: [
                "Training", "Collectives", "ConvNet", "Handwriting", "Recognition", "Evaluation",
                "Failures", "Files", "RunRecords", "MallocCounter", "TestSupport",
            ]),
        .target(name: "MallocCounter", path: "Tests/MallocCounter"),
        .testTarget(
            name: "ConvNetTests",
            dependencies: ["ConvNet", "CKernels", "RandomStreams", "MallocCounter", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "RunRecordsTests",
            dependencies: ["RunRecords", "Evaluation", "Failures", "Files", "TestSupport"]),
        .testTarget(
            name: "HandwritingTests",
            dependencies: ["Handwriting", "RandomStreams", "Failures", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "CollectivesTests", dependencies: ["Collectives", "Failures", "TestSupport"]),
        .executableTarget(
            name: "mpi-checks",
            dependencies: ["Collectives", "Failures", "MessagePassing", "TestSupport"],
            path: "Tests/MPIChecks"),
        .testTarget(
            name: "MessagePassingTests",
            dependencies: ["MessagePassing", "Failures", "TestSupport", "mpi-checks"]),
        .testTarget(name: "TextFormatsTests", dependencies: ["TextFormats"]),
        .testTarget(
            name: "EvaluationTests", dependencies: ["Evaluation", "Failures", "TextFormats"],
            exclude: ["Fixtures"]),
        .testTarget(
            name: "ReportingTests",
            dependencies: ["Reporting", "Evaluation", "Failures", "RunRecords", "TestSupport"]),
        .testTarget(
            name: "LaunchingTests", dependencies: ["Launching", "Failures", "Files", "TestSupport"]),
        .testTarget(
            name: "InspectionTests",
            dependencies: ["Inspection", "Failures", "Files", "RunRecords", "TestSupport"]),
        .testTarget(
            name: "DiagnosisTests",
            dependencies: ["Diagnosis", "Inspection", "Failures", "Files", "RunRecords", "TestSupport"]),
        .testTarget(name: "ChaosTestingTests", dependencies: ["ChaosTesting", "Files"]),
        .testTarget(name: "CommandTests", dependencies: ["TestSupport", "hwr-dist"]),
        .target(
            name: "FuzzHarnesses",
            dependencies: [
                "Evaluation", "Failures", "Files", "Handwriting", "Reporting", "RunRecords",
                .product(name: "Crypto", package: "swift-crypto"),
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
