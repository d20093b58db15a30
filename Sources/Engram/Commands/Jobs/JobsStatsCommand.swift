import ArgumentParser
import Client
import Wire

struct JobsStatsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Say how the queues stand.",
    discussion: """
      Due jobs are those of the open ones that may be tried now; oldest is for how long one has been \
      due; limiter is how long until the next call of an LLM may be made.
      """)

  @Flag(help: "Show them again and again, until SIGINT; with --json a line each time.")
  var watch = false
  @Option(help: ArgumentHelp("Seconds between two looks, with --watch.", valueName: "seconds"))
  var interval = "1"
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws { _ = try pause() }

  func run() async throws {
    let pause = try pause()
    try await remote.withClient { client, options in
      guard watch else {
        let reply = try await client.jobs.getQueueStats(.init(), options: options)
        return output.show(reply, JobTables.stats(reply.queues), empty: "no queues")
      }
      while true {
        show(try await client.jobs.getQueueStats(.init(), options: options))
        try await Task.sleep(for: pause)
      }
    }
  }

  /// One look of many: on a terminal in the place of the one before.
  private func show(_ reply: EngramV1.GetQueueStatsResponse) {
    if output.json { return StandardOutput.line(reply.json()) }
    let lines = JobTables.stats(reply.queues).lines(width: TerminalWidth.current)
    let start = StandardOutput.isTerminal ? "\u{1B}[H\u{1B}[2J" : ""
    StandardOutput.line(start + lines.joined(separator: "\n"))
  }

  private func pause() throws -> Duration {
    try Given(text: interval, source: "--interval").seconds()
  }
}
