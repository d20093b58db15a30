import Foundation

/// The file that takes what a server prints, begun afresh with each start.
enum LogFile {
  static func withDescriptor<Result>(
    _ path: String, _ body: (Int32) throws(LocalStackError) -> Result
  ) throws(LocalStackError) -> Result {
    let file = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else {
      throw LocalStackError(.serverFailed, "could not open \(path): \(systemError())")
    }
    defer { close(file) }
    return try body(file)
  }

  /// The last lines of the file at `path`, for an error message.
  static func tail(at path: String) -> String {
    let data = FileManager.default.contents(atPath: path) ?? Data()
    return tail(of: String(decoding: data, as: UTF8.self))
  }

  /// The last lines of `text`.
  static func tail(of text: String) -> String {
    text.split(separator: "\n").suffix(5).joined(separator: "\n")
  }
}
