import ArgumentParser
import Client
import Wire

struct DocumentListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List documents, the newest first.",
    discussion: """
      Lists what the user that is named sees from the project that is named: the organization's \
      documents, the project's and the user's own.
      """)

  @OptionGroup var place: MemoryPlaceOptions
  @Option(help: "Only of this scope. Repeatable. (default: all that are seen)")
  var scope: [WireChoice<EngramV1.MemoryScope>] = []
  @Option(help: ArgumentHelp("Only what comes from here.", valueName: "uri"))
  var source: String?
  @Option(help: ArgumentHelp("At most this many, 1 to 1000.", valueName: "n"))
  var limit: Int32 = 50
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws {
    try place.check(scope.map(\.value))
    try expect([limit], "--limit", 1...1_000)
  }

  func run() async throws {
    try await remote.withClient { client, options in
      let reply = try await list(client.documents, options)
      output.show(reply, DocumentTables.listed(reply.documents), empty: "no documents")
      output.note("there are more", when: !reply.nextPageToken.isEmpty)
    }
  }

  /// Asks for pages until there are enough: one may end early.
  private func list(
    _ documents: EngramV1.DocumentServiceClient, _ options: CallOptions
  ) async throws -> EngramV1.ListDocumentsResponse {
    var request = EngramV1.ListDocumentsRequest(
      organizationID: place.organization, projectID: place.project ?? "",
      userID: place.user ?? "", scopes: scope.map(\.value), sourceUri: source ?? "",
      pageSize: limit)
    var all = EngramV1.ListDocumentsResponse()
    repeat {
      let page = try await documents.listDocuments(request, options: options)
      all.documents += page.documents
      all.nextPageToken = page.nextPageToken
      request.pageToken = page.nextPageToken
      request.pageSize = limit - Int32(clamping: all.documents.count)
    } while !request.pageToken.isEmpty && request.pageSize > 0
    return all
  }
}
