import ArgumentParser
import Client
import Wire

struct MemoryListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List memories, the most important first.",
    discussion: """
      Lists what the user that is named sees from the project that is named: the organization's \
      memories, the project's and the user's own. Of the same importance the newest come first.
      """)

  @OptionGroup var place: MemoryPlaceOptions
  @OptionGroup var filter: MemoryFilterOptions
  @Option(help: ArgumentHelp("At most this many, 1 to 1000.", valueName: "n"))
  var limit: Int32 = 20
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws {
    try place.check(filter.scopes)
    try expect([limit], "--limit", 1...1_000)
  }

  func run() async throws {
    try await remote.withClient { client, options in
      let reply = try await list(client.memories, options)
      output.show(reply, MemoryTables.listed(reply.memories), empty: "no memories")
      output.note("there are more", when: !reply.nextPageToken.isEmpty)
    }
  }

  /// Asks for pages until there are enough: one may end early.
  private func list(
    _ memories: EngramV1.MemoryServiceClient, _ options: CallOptions
  ) async throws -> EngramV1.RetrieveMemoriesResponse {
    var request = EngramV1.RetrieveMemoriesRequest(
      organizationID: place.organization, projectID: place.project ?? "",
      userID: place.user ?? "", scopes: filter.scopes, types: filter.types,
      minImportance: filter.minImportance ?? 0, pageSize: limit)
    var all = EngramV1.RetrieveMemoriesResponse()
    repeat {
      let page = try await memories.retrieveMemories(request, options: options)
      all.memories += page.memories
      all.nextPageToken = page.nextPageToken
      request.pageToken = page.nextPageToken
      request.pageSize = limit - Int32(clamping: all.memories.count)
    } while !request.pageToken.isEmpty && request.pageSize > 0
    return all
  }
}
