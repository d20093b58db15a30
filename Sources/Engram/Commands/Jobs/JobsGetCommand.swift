import ArgumentParser
import Client
import Wire

/// Which job.
struct JobChoice: ParsableArguments {
  @Argument(help: "The job's id.")
  var job: String
  @Option(help: ArgumentHelp("The organization that it belongs to.", valueName: "id"))
  var organization: String
}

struct JobsGetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "get", abstract: "Show a job.")

  @OptionGroup var subject: JobChoice
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func run() async throws {
    try await remote.withClient { client, options in
      let job = try await client.jobs.getJob(
        .init(organizationID: subject.organization, jobID: subject.job), options: options)
      output.show(job, JobTables.one(job), empty: "no job")
    }
  }
}
