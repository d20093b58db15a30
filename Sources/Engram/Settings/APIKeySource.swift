import Foundation
import LLM

/// Where a provider's key is: in a file, or in a variable. On the command line it would be there for
/// all to see.
struct APIKeySource: Sendable {
  private static let maxBytes = 4_096

  /// Names the file.
  let file: Setting
  /// Holds the key itself.
  let variable: String

  /// The key that was given; of both the file's counts.
  func key(_ path: String?) throws -> APIKey? {
    if let file = file.given(path) {
      let key = try file.parse(expecting: "a file with a key of 1 to 4096 visible characters") {
        path -> String? in
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
        let key = text.trimmingCharacters(in: .whitespacesAndNewlines)
        return (1...Self.maxBytes).contains(key.utf8.count) ? key : nil
      }
      return APIKey(key)
    }
    let key = ProcessInfo.processInfo.environment[variable] ?? ""
    return key.isEmpty ? nil : APIKey(key)
  }
}
