import Foundation
import Glibc

/// A line on standard error that is written again and again.
enum TerminalLine {
  /// Whether standard error is a terminal.
  static var isWanted: Bool { isatty(STDERR_FILENO) == 1 }

  /// To the start of the line, the text, and nothing of what stood there before.
  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data("\r\(text)\u{1B}[K".utf8))
  }
}
