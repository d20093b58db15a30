import Foundation
import Glibc

/// What a command answers, at once and unbuffered.
enum StandardOutput {
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  static func line(_ text: String) { self.text(text + "\n") }

  /// Exactly this.
  static func text(_ text: String) {
    // A reader that is gone is no reason to fail.
    try? FileHandle.standardOutput.write(contentsOf: Data(text.utf8))
  }
}

/// What is for people, beside the answer.
enum StandardError {
  static func line(_ text: String) { write(text + "\n") }

  static func write(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
