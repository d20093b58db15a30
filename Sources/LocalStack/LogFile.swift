import Foundation

/// The file that takes what a server prints, begun afresh with each start.
enum LogFile {
  static func withDescriptor<Result>(
    _ path: String, _ body: (Int32) throws(LocalStackError) -> Result
  ) throws(LocalStackError) -> Result {
    let file = PlainFile.open(path, O_WRONLY | O_CREAT | O_APPEND)
    defer { if file >= 0 { close(file) } }
    guard file >= 0, ftruncate(file, 0) == 0 else {
      throw LocalStackError(.serverFailed, "could not open \(path): \(systemError())")
    }
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
