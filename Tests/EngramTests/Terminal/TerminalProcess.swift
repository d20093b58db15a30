import Foundation
import Synchronization
import Testing

/// A process of `engram` on a terminal of its own, at which a test types.
final class TerminalProcess: Sendable {
  private static let patience = Duration.seconds(60)

  private let process = Process()
  private let keys = Pipe()
  private let shown = Mutex("")

  /// Starts it through `script`, which makes the terminal; words must need no quotes.
  init(_ arguments: [String]) throws {
    let screen = Pipe()
    process.executableURL = URL(filePath: "/usr/bin/script")
    process.arguments = [
      "--quiet", "--flush", "--return", "--command",
      ([Executable.url.path] + arguments).joined(separator: " "), "/dev/null",
    ]
    process.environment = Executable.clean
    process.standardInput = keys
    process.standardOutput = screen
    process.standardError = screen
    try process.run()
    let file = screen.fileHandleForReading
    Thread { [self] in
      var data = file.availableData
      while !data.isEmpty {
        shown.withLock { [data] in $0 += String(decoding: data, as: UTF8.self) }
        data = file.availableData
      }
    }.start()
  }

  func type(_ text: String) throws {
    try keys.fileHandleForWriting.write(contentsOf: Data(text.utf8))
  }

  /// What the terminal does on Control and C.
  func interrupt() throws { try type("\u{3}") }

  /// Waits until `text` is shown, and forgets all up to its end.
  func see(_ text: String) async throws {
    let deadline = ContinuousClock.now + Self.patience
    while true {
      let isSeen = shown.withLock { shown in
        guard let range = shown.range(of: text) else { return false }
        shown.removeSubrange(..<range.upperBound)
        return true
      }
      if isSeen { return }
      try #require(ContinuousClock.now < deadline, "\(text) is not in \(shown.withLock(\.self))")
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Its status, once it has ended.
  func end() async throws -> Int32 {
    while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
    return process.terminationStatus
  }
}
