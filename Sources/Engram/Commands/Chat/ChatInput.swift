import Foundation
import Glibc

/// What somebody types, or a pipe brings, a line at a time.
enum ChatInput {
  static var isTerminal: Bool { isatty(STDIN_FILENO) == 1 }

  /// The next line without its end; `nil` at the end of the input. Nothing is read before it is asked
  /// for.
  static func line() async -> String? {
    await withCheckedContinuation { continuation in
      // A thread of its own: it waits for somebody.
      Thread { continuation.resume(returning: readLine()) }.start()
    }
  }
}

extension String {
  /// Without white space at both ends.
  var trimmingSpaces: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
