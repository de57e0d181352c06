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
        .target(name: "CounterRandom"),
        .target(name: "Collectives", dependencies: ["Failures"]),
        .target(
            name: "MessagePassing", dependencies: ["Collectives", "CMPI", "CProcess", "Failures"]),
        .target(name: "ConvNet", dependencies: ["CKernels", "CounterRandom"]),
        .target(
            name: "Handwriting",
            dependencies: ["CPNG", "CKernels", "CounterRandom", "Failures", "TextFormats"]),
        .target(name: "Evaluation", dependencies: ["Failures", "TextFormats"]),
        .target(
            name: "RunFolder",
            dependencies: [
                "Evaluation", "Failures", "TextFormats",
                .product(name: "Crypto", package: "swift-crypto"),
            ]),
        .target(
            name: "Recognition",
            dependencies: [
                "ConvNet", "Handwriting", "Evaluation", "Collectives", "Failures", "RunFolder",
            ]),
        .target(
            name: "Training",
            dependencies: [
                "Collectives", "ConvNet", "Handwriting", "Recognition", "Evaluation", "Failures",
                "RunFolder", "TextFormats",
            ]),
        .target(
            name: "Reporting", dependencies: ["Evaluation", "Failures", "RunFolder", "TextFormats"]),
        .target(
            name: "Benchmarks",
            dependencies: [
                "Training", "Recognition", "ConvNet", "Handwriting", "Collectives", "Failures",
            ]),
        .target(name: "Launching", dependencies: ["RunFolder", "CProcess", "Failures"]),
        .target(
            name: "Inspection",
            dependencies: ["RunFolder", "Evaluation", "Handwriting", "Failures"]),
        .target(
            name: "Diagnosis",
            dependencies: [
                "Collectives", "Handwriting", "Inspection", "Launching", "RunFolder", "Failures",
                "TextFormats",
            ]),
        .target(
            name: "ChaosTesting",
            dependencies: ["CounterRandom", "Inspection", "Launching", "RunFolder", "Failures"]),
        .executableTarget(
            name: "hwr-dist",
            dependencies: [
                "Collectives", "MessagePassing", "ConvNet", "Handwriting", "Evaluation",
                "RunFolder", "Recognition", "Training", "Reporting", "Benchmarks", "Launching",
                "Inspection", "Diagnosis", "ChaosTesting", "Failures", "TextFormats",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            // The build-id tells two builds apart when ranks agree at the start.
            linkerSettings: [.unsafeFlags(["-Xlinker", "--build-id"])]),

        // Tests: one target per module, then what needs mpirun or the built command.
        .target(name: "TestSupport", path: "Tests/TestSupport"),
        .testTarget(name: "FailuresTests", dependencies: ["Failures"]),
        .testTarget(name: "CounterRandomTests", dependencies: ["CounterRandom"]),
        .testTarget(
            name: "RecognitionTests",
            dependencies: [
                "Recognition", "Collectives", "ConvNet", "Evaluation", "Handwriting", "Failures",
                "RunFolder", "TestSupport",
            ]),
        .testTarget(
            name: "TrainingTests",
            dependencies: [
                "Training", "Collectives", "ConvNet", "Handwriting", "Recognition", "Evaluation",
                "Failures", "RunFolder", "MallocCounter", "TestSupport",
            ]),
        .target(name: "MallocCounter", path: "Tests/MallocCounter"),
        .testTarget(
            name: "ConvNetTests",
            dependencies: ["ConvNet", "CKernels", "CounterRandom", "MallocCounter", "TestSupport"],
            resources: [.copy("Fixtures")]),
        .testTarget(
            name: "RunFolderTests",
            dependencies: ["RunFolder", "Evaluation", "Failures", "TestSupport"]),
        .testTarget(
            name: "HandwritingTests",
            dependencies: ["Handwriting", "CounterRandom", "Failures", "TestSupport"],
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
            dependencies: ["Reporting", "Evaluation", "Failures", "RunFolder", "TestSupport"]),
        .testTarget(
            name: "LaunchingTests", dependencies: ["Launching", "Failures", "TestSupport"]),
        .testTarget(
            name: "InspectionTests",
            dependencies: ["Inspection", "Failures", "RunFolder", "TestSupport"]),
        .testTarget(
            name: "DiagnosisTests",
            dependencies: ["Diagnosis", "Inspection", "Failures", "RunFolder", "TestSupport"]),
        .testTarget(name: "ChaosTestingTests", dependencies: ["ChaosTesting"]),
        .testTarget(name: "CommandTests", dependencies: ["TestSupport", "hwr-dist"]),
        .target(
            name: "FuzzHarnesses",
            dependencies: [
                "Evaluation", "Failures", "Handwriting", "Reporting", "RunFolder",
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
        "CPNG", "CounterRandom", "Failures", "TextFormats", "Handwriting", "Evaluation",
        "RunFolder",
        "Reporting",
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
