import Foundation
import LocalStack

/// Runs statements as the superuser, one after the other.
enum Administrator {
  struct Failure: Error { let statement: String, output: String }

  static func execute(_ statement: String) async throws {
    let stack = try await SharedStack.stack
    let process = Process()
    process.executableURL = URL(filePath: stack.postgres.path + "/psql")
    process.arguments = [stack.databaseURL, "--no-psqlrc", "--quiet", "--command", statement]
    let output = Pipe()
    process.standardError = output
    let status = try await withCheckedThrowingContinuation { continuation in
      process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
      do { try process.run() } catch { continuation.resume(throwing: error) }
    }
    guard status == 0 else {
      let text = try output.fileHandleForReading.readToEnd() ?? Data()
      throw Failure(statement: statement, output: String(decoding: text, as: UTF8.self))
    }
  }
}
