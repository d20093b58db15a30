import Foundation
import Testing

/// An `engram worker` of its own.
final class WorkerProcess {
  let process = Process()
  private let output = Pipe()

  /// Starts the process; does not wait for it.
  init(_ options: [String]) throws {
    process.executableURL = Executable.url
    process.arguments = ["worker", "--log-level", "error"] + options
    process.environment = Executable.clean
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// What the process prints first, which says that it works.
  func firstLine() async -> String {
    await withCheckedContinuation { continuation in
      let handle = output.fileHandleForReading
      Thread {
        continuation.resume(returning: String(decoding: handle.availableData, as: UTF8.self))
      }.start()
    }
  }

  func tell(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end.
  func status() async throws -> Int32 {
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return process.terminationStatus
  }
}
