import ArgumentParser
import Client
import Wire

struct JobsRetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Open a dead job again.",
    discussion: """
      Prints the job that is open for its subject then: where another one was added meanwhile, that \
      one does the work, and the dead one is removed.
      """)

  @OptionGroup var subject: JobChoice
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func run() async throws {
    try await remote.withClient { client, options in
      let job = try await client.jobs.retryJob(
        .init(organizationID: subject.organization, jobID: subject.job), options: options)
      output.show(job, JobTables.one(job), empty: "no job")
    }
  }
}
