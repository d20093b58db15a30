import ArgumentParser

struct JobsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "jobs",
    abstract: "Look at background work, try it again, and hold it up.",
    discussion: """
      Prints a table that fits the terminal, or with --json the server's reply. A call that fails \
      says why on standard error, and ends with 16 plus the number of its status.
      """,
    subcommands: [
      JobsListCommand.self, JobsGetCommand.self, JobsRetryCommand.self, JobsStatsCommand.self,
      JobsPauseCommand.self, JobsResumeCommand.self,
    ])
}
