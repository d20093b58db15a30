import Foundation

/// Google's own compiler, which can encode and decode messages: what the mapping is compared with.
struct Protoc {
  /// Full name of the message type.
  let messageName: String

  /// The packed form of a message in text format.
  func encode(_ text: String) async throws -> [UInt8] {
    try await Array(run("--encode", Data(text.utf8)))
  }

  /// The text format of a packed message.
  func decode(_ bytes: [UInt8]) async throws -> String {
    try await String(decoding: run("--decode", Data(bytes)), as: UTF8.self)
  }

  /// Waits on a thread of its own: the tests' few threads are for those that do not block.
  private func run(_ mode: String, _ input: Data) async throws -> Data {
    try await withCheckedThrowingContinuation { continuation in
      Thread {
        continuation.resume(with: Result { try runBlocking(mode, input) })
      }.start()
    }
  }

  private func runBlocking(_ mode: String, _ input: Data) throws -> Data {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments =
      ["protoc", "-I", "Proto", "-I", "Tests/WireTests/Proto", "\(mode)=\(messageName)"]
      + Self.schemas
    process.currentDirectoryURL = Self.root
    let standardInput = Pipe()
    let standardOutput = Pipe()
    process.standardInput = standardInput
    process.standardOutput = standardOutput
    try process.run()
    try standardInput.fileHandleForWriting.write(contentsOf: input)
    try standardInput.fileHandleForWriting.close()
    let output = try standardOutput.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw Failure(messageName: messageName) }
    return output
  }

  struct Failure: Error {
    let messageName: String
  }

  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  private static let schemas = [
    "engram/v1/control.proto", "engram/v1/conversation.proto", "engram/v1/document.proto",
    "engram/v1/job.proto", "engram/v1/memory.proto", "engram/v1/organization.proto",
    "google/rpc/error_details.proto", "google/rpc/status.proto", "grpc/health/v1/health.proto",
    "ttrpc/ttrpc.proto", "engram/test/shapes.proto",
  ]
}
