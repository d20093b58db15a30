import ArgumentParser
import Client
import Wire

struct JobsListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List jobs, the newest first.")

  @Option(help: ArgumentHelp("Only of this organization. (default: all)", valueName: "id"))
  var organization: String?
  @Option(help: "Only of this queue. (default: all)")
  var queue: WireChoice<EngramV1.Queue>?
  @Option(help: "Only in this state. (default: all)")
  var state: WireChoice<EngramV1.JobState>?
  @Option(help: ArgumentHelp("At most this many, 1 to 1000.", valueName: "n"))
  var limit: Int32 = 20
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws { try expect([limit], "--limit", 1...1_000) }

  func run() async throws {
    try await remote.withClient { client, options in
      let reply = try await list(client.jobs, options)
      output.show(
        reply, JobTables.listed(reply.jobs, ofAll: organization == nil), empty: "no jobs")
      output.note("there are more", when: !reply.nextPageToken.isEmpty)
    }
  }

  /// Asks for pages until there are enough: one may end early.
  private func list(
    _ jobs: EngramV1.JobServiceClient, _ options: CallOptions
  ) async throws -> EngramV1.ListJobsResponse {
    var request = EngramV1.ListJobsRequest(
      organizationID: organization ?? "", queue: queue?.value ?? .unspecified,
      state: state?.value ?? .unspecified, pageSize: limit)
    var all = EngramV1.ListJobsResponse()
    repeat {
      let page = try await jobs.listJobs(request, options: options)
      all.jobs += page.jobs
      all.nextPageToken = page.nextPageToken
      request.pageToken = page.nextPageToken
      request.pageSize = limit - Int32(clamping: all.jobs.count)
    } while !request.pageToken.isEmpty && request.pageSize > 0
    return all
  }
}
