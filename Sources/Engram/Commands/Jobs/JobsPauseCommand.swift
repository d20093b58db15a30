import ArgumentParser
import Client
import Wire

struct JobsPauseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pause", abstract: "Have nobody begin a job of a queue any more.",
    discussion: """
      It holds for all processes of the deployment when the command ends. Jobs that run go on to \
      their end; new ones are added as ever, and wait.
      """)

  @Argument(help: "The queue.")
  var queue: WireChoice<EngramV1.Queue>
  @Option(help: ArgumentHelp("Who pauses it, or why, for others to see.", valueName: "text"))
  var by: String?
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func run() async throws {
    try await remote.withClient { client, options in
      let stats = try await client.jobs.pauseQueue(
        .init(queue: queue.value, pausedBy: by ?? ""), options: options)
      output.show(stats, JobTables.stats([stats]), empty: "no queue")
    }
  }
}

struct JobsResumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "resume", abstract: "Have workers go on with a queue.")

  @Argument(help: "The queue.")
  var queue: WireChoice<EngramV1.Queue>
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func run() async throws {
    try await remote.withClient { client, options in
      let stats = try await client.jobs.resumeQueue(.init(queue: queue.value), options: options)
      output.show(stats, JobTables.stats([stats]), empty: "no queue")
    }
  }
}
