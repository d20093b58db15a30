import Foundation
import Testing

/// The built `engram`, run as a process of its own.
enum Executable {
  struct Result: Sendable {
    let status: Int32
    let output: String
    let errors: String
  }

  /// Beside the test bundle, where SwiftPM puts both.
  static let url: URL = {
    let test = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    return URL(filePath: test).deletingLastPathComponent().appending(path: "engram")
  }()

  /// Runs a command to its end.
  static func run(
    _ arguments: [String], environment: [String: String] = [:], input: String = ""
  ) async throws -> Result {
    let process = Process()
    process.executableURL = url
    process.arguments = arguments
    process.environment = clean.merging(environment) { $1 }
    let streams = (input: Pipe(), output: Pipe(), errors: Pipe())
    process.standardInput = streams.input
    process.standardOutput = streams.output
    process.standardError = streams.errors
    async let output = read(streams.output)
    async let errors = read(streams.errors)
    let status = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do {
        try process.run()
        try streams.input.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try streams.input.fileHandleForWriting.close()
      } catch { continuation.resume(throwing: error) }
    }
    return await Result(status: status, output: output, errors: errors)
  }

  /// Our environment without settings of Engram.
  static var clean: [String: String] {
    ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("ENGRAM_") }
  }

  private static func read(_ pipe: Pipe) async -> String {
    await withCheckedContinuation { continuation in
      Thread {
        let data = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
        continuation.resume(returning: String(decoding: data, as: UTF8.self))
      }.start()
    }
  }
}
