import Foundation

/// Looks programs up where a system keeps them, whatever our own `PATH` is.
enum Program {
  static let folders = [
    "/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin",
  ]

  /// The path of the program `name`.
  static func find(_ name: String, remedy: String) throws(LocalStackError) -> String {
    let candidates = folders.map { $0 + "/" + name }
    guard let path = candidates.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw LocalStackError(.missingProgram, "\(name) is not installed", remedy: remedy)
    }
    return path
  }
}
