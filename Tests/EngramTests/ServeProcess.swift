import Foundation
import TestSupport
import Testing

/// An `engram serve` of its own, with a data directory and a Unix socket in a folder that goes
/// away with it.
final class ServeProcess {
  let folder: String
  let process: Process
  private let output: Pipe

  var dataDirectory: String { folder + "/data" }
  var socketPath: String { folder + "/engram.sock" }
  var address: String { "unix:\(socketPath)" }

  /// Starts the process, with `options` beside those for its folder, once the shell has run
  /// `preparation`; does not wait for it.
  init(folder: String? = nil, options: [String] = [], preparation: String = ":") throws {
    self.folder = folder ?? "/tmp/engram-cli-\(UUID().uuidString.prefix(8))"
    try FileManager.default.createDirectory(
      atPath: self.folder, withIntermediateDirectories: true)
    process = Process()
    output = Pipe()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments =
      [
        "-c", preparation + #"; exec "$0" "$@""#, Executable.url.path, "serve",
        "--data-dir", self.folder + "/data", "--listen", "unix:\(self.folder)/engram.sock",
        "--log-level", "error",
      ] + options
    process.environment = Executable.clean
    process.standardOutput = output
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  /// What the process prints first, which says that it is ready.
  func firstLine() async -> String {
    await withCheckedContinuation { continuation in
      let handle = output.fileHandleForReading
      Thread {
        continuation.resume(returning: String(decoding: handle.availableData, as: UTF8.self))
      }.start()
    }
  }

  /// Sends `signal` and waits for the end.
  func end(_ signal: Int32) async throws -> Int32 {
    kill(process.processIdentifier, signal)
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return process.terminationStatus
  }

  /// Everything else the process has printed on standard output; only after its end.
  func rest() throws -> String {
    String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }

  /// The living servers of the private stack.
  func servers() throws -> [pid_t] { try WorkingProcesses.find(in: dataDirectory) }

  func removeFolder() { try? FileManager.default.removeItem(atPath: folder) }
}
