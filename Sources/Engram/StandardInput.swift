import ArgumentParser
import Foundation

/// What is piped into a command.
enum StandardInput {
  /// All of it; `what` it is to be says in the error when it is no text.
  static func text(of what: String) throws -> String {
    let data = try FileHandle.standardInput.readToEnd() ?? Data()
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ValidationError("\(what) on standard input is not UTF-8")
    }
    return text
  }
}
