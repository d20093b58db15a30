import Foundation
import Testing

/// A process of `engram` on a terminal of its own, at which a test types.
final class TerminalProcess: Sendable {
  private static let patience = Duration.seconds(60)

  private let process = Process()
  private let keys = Pipe()
  private let shown = CollectedText()

  /// Starts it through `script`, which makes the terminal; words must need no quotes.
  init(_ arguments: [String]) throws {
    process.executableURL = URL(filePath: "/usr/bin/script")
    process.arguments = [
      "--quiet", "--flush", "--return", "--command",
      ([Executable.url.path] + arguments).joined(separator: " "), "/dev/null",
    ]
    process.environment = Executable.clean
    process.standardInput = keys
    process.standardOutput = shown.pipe
    process.standardError = shown.pipe
    try process.run()
    shown.collect()
  }

  func type(_ text: String) throws {
    try keys.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  }

  /// What the terminal does on Control and C.
  func interrupt() throws { try type("\u{3}") }

  /// Waits until `text` is shown, and forgets all up to its end.
  func see(_ text: String) async throws {
    let deadline = ContinuousClock.now + Self.patience
    while !shown.forget(through: text) {
      try #require(ContinuousClock.now < deadline, "\(text) is not in \(shown.text)")
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Its status, once it has ended.
  func end() async throws -> Int32 {
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return process.terminationStatus
  }
}
