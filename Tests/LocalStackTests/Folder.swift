import Foundation
import LocalStack
import Logging
import Testing

/// A data directory for one test.
struct Folder {
  let path: String

  func start(
    _ adjust: (inout LocalStackConfiguration) -> Void = { _ in }
  ) async throws -> LocalStack {
    var configuration = LocalStackConfiguration(dataDirectory: path, durability: .none)
    adjust(&configuration)
    return try await LocalStack.start(configuration, logger: quiet)
  }

  func mode(of file: String? = nil) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: file ?? path)
    return try #require(attributes[.posixPermissions] as? Int)
  }

  func socketFolder(of stack: LocalStack) throws -> String {
    let socket = stack.redisURL.dropFirst("unix:".count)
    return (String(socket) as NSString).deletingLastPathComponent
  }

  /// The processes that work in this folder.
  func processes() throws -> [pid_t] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { pid_t($0) }.filter {
      let folder = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\($0)/cwd")
      return folder?.hasPrefix(path + "/") == true
    }
  }

  func program(ofProcess pid: pid_t) throws -> String {
    try String(contentsOfFile: "/proc/\(pid)/comm", encoding: .utf8)
      .trimmingCharacters(in: .newlines)
  }

  func links(ofProcess pid: pid_t) throws -> [String] {
    let folder = "/proc/\(pid)/fd"
    return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap {
      try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")
    }
  }

  /// Starts a program as the owner of the folder, on nobody's account.
  func spawn(_ command: [String]) throws -> Process {
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    let owner = try #require(attributes[.ownerAccountID] as? Int)
    let group = try #require(attributes[.groupOwnerAccountID] as? Int)
    let demotion = ["setpriv", "--reuid", "\(owner)", "--regid", "\(group)", "--clear-groups"]
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = (geteuid() == 0 ? demotion : []) + command
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }
}

let quiet: Logger = {
  var logger = Logger(label: "quiet")
  logger.logLevel = .warning
  return logger
}()

/// Lends an empty folder and removes it afterwards.
func withFolder(_ body: (Folder) async throws -> Void) async throws {
  let path = "/tmp/engram-stack-\(UUID().uuidString.prefix(8))"
  try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
  defer { try? FileManager.default.removeItem(atPath: path) }
  try await body(Folder(path: path))
}
