import ArgumentParser
import Postgres

/// The executable `engram`.
@main struct EngramCommand: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "engram",
    abstract: "A conversation and memory service for AI assistants.",
    discussion: """
      Without a database URL, `engram serve` starts a PostgreSQL and a Redis of its own. What \
      docs/configuration.md lists is an option and an environment variable; the option counts \
      where both are given.
      """,
    version: "engram \(version)",
    subcommands: [
      ServeCommand.self, WorkerCommand.self, MigrateCommand.self, ReembedCommand.self,
      RekeyCommand.self, CallCommand.self, ChatCommand.self, MemoryCommand.self,
      DocumentCommand.self, JobsCommand.self, DoctorCommand.self, DemoCommand.self,
      BenchCommand.self, VersionCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as PostgresError {
      exit(withError: OperatorError(error))
    } catch {
      exit(withError: error)
    }
  }
}
