// swift-tools-version: 6.2

import PackageDescription

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let nioCore = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioEmbedded = Target.Dependency.product(name: "NIOEmbedded", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "Metrics", package: "swift-metrics")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let lifecycle = Target.Dependency.product(
  name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(
  name: "UnixSignals", package: "swift-service-lifecycle")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "engram",
  products: [
    .executable(name: "engram", targets: ["Engram"]),
    .executable(name: "protoc-gen-engram", targets: ["Codegen"]),
    .library(name: "EngramClient", targets: ["Client"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ],
  targets: [
    // The C libraries.
    .systemLibrary(
      name: "CProtobufC", pkgConfig: "libprotobuf-c", providers: [.apt(["libprotobuf-c-dev"])]),
    .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CEpoll"),
    .target(name: "CProto", dependencies: ["CProtobufC"]),
    .target(name: "CVectors"),

    // The protocol.
    .executableTarget(
      name: "Codegen",
      dependencies: [
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "SwiftProtobufPluginLibrary", package: "swift-protobuf"),
      ],
      swiftSettings: settings),
    .target(name: "Wire", dependencies: ["CProto", "CProtobufC"], swiftSettings: settings),
    .target(
      name: "Client", dependencies: ["Wire", nioCore, nioPosix], swiftSettings: settings),

    // The bridges.
    .target(
      name: "Postgres", dependencies: ["CLibPQ", logging, metrics], swiftSettings: settings),
    .target(name: "RedisStreams", dependencies: ["CHiredis"], swiftSettings: settings),
    .target(name: "HTTPClient", dependencies: ["CCurl"], swiftSettings: settings),

    // The models.
    .target(name: "LLM", dependencies: ["HTTPClient", crypto], swiftSettings: settings),

    // The service.
    .target(
      name: "Domain",
      dependencies: ["CVectors", "LLM", "Postgres", "RedisStreams", crypto, logging, metrics],
      exclude: ["Schema/schema.sql"],
      resources: [
        .embedInCode("Schema/Migrations"), .embedInCode("Tenancy/SQL"),
        .embedInCode("Chat/SQL"), .embedInCode("Consolidation/SQL"), .embedInCode("Context/SQL"),
        .embedInCode("Conversations/SQL"), .embedInCode("Documents/SQL"),
        .embedInCode("Embeddings/SQL"),
        .embedInCode("Jobs/SQL"), .embedInCode("Memories/SQL"), .embedInCode("Models/SQL"),
      ],
      // Places at which tests kill a process.
      swiftSettings: settings + [.define("ENGRAM_FAULT_POINTS", .when(configuration: .debug))]),
    .target(
      name: "RPCServer",
      dependencies: ["Wire", "Domain", nioCore, nioPosix, logging, metrics, lifecycle],
      swiftSettings: settings),
    .target(
      name: "LocalStack", dependencies: ["Postgres", "RedisStreams", logging],
      swiftSettings: settings),
    .executableTarget(
      name: "Engram",
      dependencies: [
        "CEpoll", "Wire", "Client", "Postgres", "RedisStreams", "HTTPClient", "LLM", "Domain",
        "RPCServer", "LocalStack", arguments, histogram, logging, lifecycle, signals, nioCore,
        nioPosix,
      ],
      swiftSettings: settings),

    // The tests.
    .target(
      name: "TestSupport",
      dependencies: ["Domain", "HTTPClient", "LocalStack", "Postgres", logging],
      path: "Tests/TestSupport",
      swiftSettings: settings),
    .testTarget(
      name: "LocalStackTests",
      dependencies: ["LocalStack", "Postgres", "RedisStreams", "TestSupport", logging],
      swiftSettings: settings),
    .testTarget(
      name: "EngramTests",
      dependencies: [
        "Engram", "Client", "LocalStack", "Postgres", "RPCServer", "RedisStreams", "TestSupport",
        "TestTraffic", "Wire",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "RedisStreamsTests", dependencies: ["LocalStack", "RedisStreams", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "HTTPClientTests", dependencies: ["HTTPClient", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "LLMTests", dependencies: ["HTTPClient", "LLM", "TestSupport"],
      swiftSettings: settings),
    .testTarget(
      name: "DomainTests",
      dependencies: [
        "Domain", "HTTPClient", "LLM", "LocalStack", "Postgres", "RedisStreams", "TestSupport",
        "TestTraffic", logging,
      ],
      swiftSettings: settings),
    .testTarget(
      name: "IntegrationTests",
      dependencies: [
        "Client", "Domain", "HTTPClient", "LLM", "Postgres", "RPCServer", "TestSupport", "Wire",
        logging,
      ],
      swiftSettings: settings),
    .testTarget(name: "ArchitectureTests", swiftSettings: settings),
    .testTarget(
      name: "PostgresTests",
      dependencies: [
        "Postgres", "LocalStack", "TestSupport", logging, metrics,
        .product(name: "MetricsTestKit", package: "swift-metrics"),
      ],
      swiftSettings: settings),
    .target(name: "CShapes", dependencies: ["CProto"], path: "Tests/CShapes"),
    .target(
      name: "TestTraffic", dependencies: ["Wire"], path: "Tests/TestTraffic",
      swiftSettings: settings),
    .testTarget(
      name: "WireTests", dependencies: ["Wire", "CShapes", "TestTraffic"], exclude: ["Proto"],
      swiftSettings: settings),
    .testTarget(
      name: "CodegenTests",
      dependencies: [
        "Codegen",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
        .product(name: "SwiftProtobufPluginLibrary", package: "swift-protobuf"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "ClientTests", dependencies: ["Client", "Wire", nioCore, nioPosix],
      swiftSettings: settings),
    .testTarget(
      name: "RPCServerTests",
      dependencies: [
        "RPCServer", "Wire", nioCore, nioEmbedded, nioPosix, logging, metrics, lifecycle,
        .product(name: "MetricsTestKit", package: "swift-metrics"),
      ],
      swiftSettings: settings),
  ]
)

// Programs that only scripts/fuzz.sh builds: libFuzzer brings their entry point.
if Context.environment["ENGRAM_FUZZ"] != nil {
  let fuzzer = settings + [.unsafeFlags(["-parse-as-library"])]
  package.targets.append(
    .target(name: "FuzzSupport", path: "Tests/Fuzz/FuzzSupport", swiftSettings: settings))
  package.targets += ["FuzzFrames", "FuzzMessages", "FuzzConnection"].map { name in
    .executableTarget(
      name: name, dependencies: ["FuzzSupport", "TestTraffic", "Wire", "RPCServer"],
      path: "Tests/Fuzz/\(name)", swiftSettings: fuzzer)
  }
}
