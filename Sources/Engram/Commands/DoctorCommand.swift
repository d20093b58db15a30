import ArgumentParser
import Foundation
import LocalStack
import Postgres
import RedisStreams

struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine has, what it lacks and how to get it.",
    discussion: """
      Looks at the database and the Redis that were given, else at what a private stack needs. \
      Changes nothing. Ends with 1 when something is missing.
      """)

  @OptionGroup var backends: BackendOptions

  func run() async throws {
    let database = try backends.database()
    let redis = try backends.redis()
    StandardOutput.line("engram \(EngramCommand.version)")
    var isComplete = true
    if let database {
      isComplete = await report("database") { try await DatabaseCheck.run(database) }
      if let redis {
        isComplete =
          await report("Redis") {
            "\(try await RedisCheck.version(of: redis)) at \(redis)"
          } && isComplete
      }
    } else {
      for finding in await LocalStack.inspect(backends.stack.configuration()) {
        isComplete = await report(finding.subject) { try finding.result.get() } && isComplete
      }
    }
    guard isComplete else { throw ExitCode.failure }
  }

  /// Prints what `look` found, or what it threw and what helps; `false` when it threw.
  private func report(_ subject: String, _ look: () async throws -> String) async -> Bool {
    do {
      StandardOutput.line("  ok       \(subject): \(try await look())")
      return true
    } catch let error as PostgresError {
      reportMissing(subject, OperatorError(error))
    } catch {
      reportMissing(subject, error)
    }
    return false
  }

  private func reportMissing(_ subject: String, _ error: any Error) {
    let lines = "\(error)".split(separator: "\n")
    StandardOutput.line("  missing  \(subject): " + lines.joined(separator: "\n           "))
  }
}
