import ArgumentParser
import Client
import Wire

struct DocumentSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find what documents say, by words and by meaning.",
    discussion: """
      Looks at what the user that is named sees from the project that is named: the organization's \
      documents, the project's and the user's own. Prints the best chunks first, each with its \
      score and its ranks by words and by meaning, - where it is not among the first 100.
      """)

  @Argument(help: "What to look for; - reads it from standard input.")
  var query: String
  @OptionGroup var place: MemoryPlaceOptions
  @Option(help: "Only of this scope. Repeatable. (default: all that are seen)")
  var scope: [WireChoice<EngramV1.MemoryScope>] = []
  @Option(help: ArgumentHelp("Only in this document. Repeatable.", valueName: "id"))
  var document: [String] = []
  @Option(
    help: ArgumentHelp("Only with metadata that contains this JSON object.", valueName: "json"))
  var metadataJson: String?
  @Option(help: ArgumentHelp("At most this many, 1 to 100.", valueName: "n"))
  var limit: Int32 = 10
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws {
    try place.check(scope.map(\.value))
    try expect([limit], "--limit", 1...100)
  }

  func run() async throws {
    let request = EngramV1.FindSimilarDocumentsRequest(
      organizationID: place.organization, projectID: place.project ?? "",
      userID: place.user ?? "",
      query: query == "-" ? try StandardInput.text(of: "the query") : query,
      scopes: scope.map(\.value), documentIDs: document, metadataFilterJSON: metadataJson ?? "",
      limit: limit)
    try await remote.withClient { client, options in
      let reply = try await client.documents.findSimilarDocuments(request, options: options)
      output.show(reply, DocumentTables.found(reply.results), empty: "nothing was found")
      output.note(
        "the query's embedding could not be had: these were found by words alone",
        when: !reply.usedEmbedding)
    }
  }
}
