// swift-tools-version: 6.2
import PackageDescription

/// The settings every Swift target of ours is compiled with.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

let package = Package(
    name: "lam",
    products: [
        .executable(name: "lam", targets: ["lam"]),
        .library(name: "LAM", targets: ["Core", "Runtime"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // System libraries. Inline shims cover macros, varargs and setjmp.
        .systemLibrary(
            name: "CX11",
            pkgConfig: "xtst",
            providers: [.apt(["libx11-dev", "libxtst-dev", "libxext-dev", "libxdamage-dev"])]
        ),
        .systemLibrary(name: "CAtspi", pkgConfig: "atspi-2", providers: [.apt(["libatspi2.0-dev"])]),
        .systemLibrary(name: "CDBus", pkgConfig: "dbus-1", providers: [.apt(["libdbus-1-dev"])]),
        .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),

        // C kernels: always optimised, so that debug tests of the engine stay usable.
        .target(
            name: "CKernels",
            exclude: ["README.md"],
            cSettings: [.unsafeFlags(["-O3", "-Wall", "-Wextra", "-Werror"])]
        ),

        .target(name: "Core"),
        .target(name: "Images", dependencies: ["Core", "CPNG"]),
        .target(name: "Models", dependencies: ["CKernels"]),
        .target(name: "Desktop", dependencies: ["CX11", "CAtspi", "CDBus", "Core"]),
        .target(name: "Perception", dependencies: ["Core", "Desktop", "Images"]),
        .target(name: "Execution", dependencies: ["Core", "Desktop"]),
        .target(name: "Inference", dependencies: ["Core", "Models", "CKernels"]),
        .target(name: "Training", dependencies: ["Core", "Models", "CKernels"], exclude: ["README.md"]),
        .target(
            name: "Agents",
            dependencies: ["Core"],
            path: "Agents",
            exclude: ["README.md", "Adapters"]
        ),
        .target(
            name: "Dataflow",
            dependencies: ["Core", "Images", .product(name: "Yams", package: "Yams")],
            path: "Dataflow",
            exclude: ["README.md"]
        ),
        .target(
            name: "Runtime",
            dependencies: [
                "Core", "Images", "Models", "Desktop", "Perception", "Execution", "Inference", "Training",
                "Agents", "Dataflow",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),
        .executableTarget(
            name: "lam",
            dependencies: [
                "Core", "Runtime", .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ]
        ),
        // Programs on the library, as short as a user would write them; a test runs them.
        .executableTarget(
            name: "ObserveScreen",
            dependencies: ["Core", "Runtime"],
            path: "Examples/ObserveScreen"
        ),
        .executableTarget(name: "RunGoal", dependencies: ["Core", "Runtime"], path: "Examples/RunGoal"),

        // What `Benchmarks/perception/run` measures with.
        .executableTarget(
            name: "lam-bench-perception",
            dependencies: ["CAtspi", "CX11", "Core", "Desktop", "Images", "Perception"],
            path: "Benchmarks/perception/Program"
        ),

        .testTarget(name: "CoreTests", dependencies: ["Core"]),
        // The real display and applications that several test targets share.
        .target(name: "TestSupport", dependencies: ["Core", "Desktop"], path: "Tests/TestSupport"),
        // Real model files, and small ones made on the spot.
        .target(
            name: "CModelTestSupport",
            path: "Tests/CModelTestSupport",
            cSettings: [.unsafeFlags(["-O2", "-Wall", "-Wextra", "-Werror"])]
        ),
        .target(
            name: "ModelTestSupport",
            dependencies: ["Models", "CModelTestSupport"],
            path: "Tests/ModelTestSupport"
        ),
        // The AVX-512 kernels over simulated instructions, so that any machine can test them.
        .target(
            name: "CSimulatedKernels",
            dependencies: ["CKernels"],
            path: "Tests/CSimulatedKernels",
            cSettings: [.unsafeFlags(["-O2", "-Wall", "-Wextra", "-Werror", "-Wno-psabi"])]
        ),
        .testTarget(name: "KernelsTests", dependencies: ["CKernels", "CSimulatedKernels"]),
        .testTarget(name: "ImagesTests", dependencies: ["Core", "Images"]),
        .testTarget(
            name: "ModelsTests",
            dependencies: ["Models", "ModelTestSupport", "CModelTestSupport"],
            resources: [.copy("Fixtures")]
        ),
        // Owns a session until it is killed, for the test of what is left then.
        .executableTarget(
            name: "session-owner",
            dependencies: ["CX11", "Core", "Desktop"],
            path: "Tests/SessionOwner"
        ),
        .testTarget(
            name: "DesktopTests",
            dependencies: ["CX11", "Core", "Desktop", "TestSupport", "session-owner"]
        ),
        .testTarget(
            name: "PerceptionTests",
            dependencies: ["Core", "Desktop", "Perception", "Images", "TestSupport"]
        ),
        .testTarget(
            name: "ExecutionTests",
            dependencies: ["Core", "Dataflow", "Desktop", "Perception", "Execution", "TestSupport"]
        ),
        .testTarget(
            name: "InferenceTests",
            dependencies: ["Core", "Models", "Inference", "ModelTestSupport"],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(
            name: "TrainingTests",
            dependencies: ["Core", "Models", "Inference", "Training", "ModelTestSupport"],
            resources: [.copy("Fixtures")]
        ),
        .testTarget(name: "AgentsTests", dependencies: ["Core", "Agents", "TestSupport"]),
        // A program that records steps, for tests that kill it and fill its disk.
        .executableTarget(
            name: "StoreProbe",
            dependencies: ["Core", "Dataflow"],
            path: "Tests/StoreProbe"
        ),
        .testTarget(name: "DataflowTests", dependencies: ["Core", "Images", "Dataflow"]),
        .testTarget(
            name: "RuntimeTests",
            dependencies: [
                "Core", "Dataflow", "Desktop", "Perception", "Runtime", "TestSupport", "ModelTestSupport",
                "lam",
                "ObserveScreen", "RunGoal",
            ]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets
where [.regular, .executable, .test].contains(target.type)
    && !["CKernels", "CModelTestSupport", "CSimulatedKernels"].contains(target.name)
{
    target.swiftSettings = settings
    // Reading a vocabulary is a tight loop over bytes, forty times slower without optimisation: tests
    // that load models would mostly wait for it.
    if target.name == "Models" {
        target.swiftSettings? += [.unsafeFlags(["-O"], .when(configuration: .debug))]
    }
}
