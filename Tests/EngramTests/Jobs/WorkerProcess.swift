import Foundation
import Testing

/// An `engram worker` of its own.
final class WorkerProcess {
  let process = Process()
  private let output = Pipe()
  private let errors = CollectedText()

  /// Starts the process; does not wait for it.
  ///
  /// - Parameter fault: where it is killed, see `FaultPoint`.
  init(_ options: [String], fault: String? = nil) throws {
    process.executableURL = Executable.url
    process.arguments = ["worker", "--log-level", "error"] + options
    process.environment = Executable.clean.merging(
      fault.map { ["ENGRAM_FAULT_POINT": $0] } ?? [:]
    ) { $1 }
    process.standardOutput = output
    process.standardError = errors.pipe
    try process.run()
    errors.collect()
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

  /// Whether a signal has stopped it, and none has had it go on.
  var isStopped: Bool {
    let status = try? String(
      contentsOfFile: "/proc/\(process.processIdentifier)/stat", encoding: .utf8)
    return status?.split(separator: " ").dropFirst(2).first == "T"
  }

  func tell(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for the end.
  func status() async throws -> Int32 {
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return process.terminationStatus
  }

  /// How it ended, and what it complained of.
  var ending: String {
    let way = process.terminationReason == .exit ? "exit" : "signal"
    return "\(way) \(process.terminationStatus), \(errors.text)"
  }
}
