import Foundation
import Glibc

/// What a command answers, at once and unbuffered.
enum StandardOutput {
  static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

  static func line(_ text: String) {
    // A reader that is gone is no reason to fail.
    try? FileHandle.standardOutput.write(contentsOf: Data((text + "\n").utf8))
  }
}

/// What is for people, beside the answer.
enum StandardError {
  static func line(_ text: String) {
    try? FileHandle.standardError.write(contentsOf: Data((text + "\n").utf8))
  }
}
