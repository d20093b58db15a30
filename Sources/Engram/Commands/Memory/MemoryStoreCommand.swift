import ArgumentParser
import Client
import Wire

struct MemoryStoreCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Store a memory.",
    discussion: """
      It belongs to the user that is named, else to the project, else to the organization. With a \
      user and a project it is the user's, and seen only from that project. --scope says otherwise; \
      a user that is named beside another scope is noted as whom the memory came from.
      """)

  @Argument(help: "What to remember; - reads it from standard input, without its last line end.")
  var text: String
  @OptionGroup var place: MemoryPlaceOptions
  @Option(help: "Whose it is. (default: the narrowest that is named)")
  var scope: WireChoice<EngramV1.MemoryScope>?
  @Option(help: "What kind of knowledge it is.")
  var type = WireChoice(EngramV1.MemoryType.semantic)
  @Option(
    help: ArgumentHelp("How much it matters, 1 to 10. (default: 5)", valueName: "n"))
  var importance: Int32?
  @Option(
    help: ArgumentHelp(
      "After how many seconds it is gone. (default: never)", valueName: "seconds"))
  var expiresIn: String?
  @Option(help: ArgumentHelp("A JSON object to keep with it.", valueName: "json"))
  var metadataJson: String?
  @Flag(help: "Wait until it can be found by meaning.")
  var wait = false
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws {
    try place.check(scope.map { [$0.value] } ?? [])
    if scope?.value == .organization, place.project != nil {
      throw ValidationError("--scope organization: expected no --project")
    }
    try expect(importance.map { [$0] } ?? [], "--importance", 1...10)
    _ = try expiry()
  }

  func run() async throws {
    let request = EngramV1.StoreMemoryRequest(
      organizationID: place.organization, memoryID: UUIDv7.next(), type: type.value,
      scope: scope?.value ?? place.narrowest, projectID: place.project ?? "",
      userID: place.user ?? "", content: try content(), importance: importance ?? 0,
      metadataJSON: metadataJson ?? "", expiresAt: try expiry(), waitForEmbedding: wait)
    try await remote.withClient { client, options in
      let reply = try await client.memories.storeMemory(request, options: options)
      output.show(reply, MemoryTables.stored(reply), empty: "no memories")
      output.note(
        "memories that made room for it: \(reply.evictedCount)", when: reply.evictedCount > 0)
    }
  }

  private func content() throws -> String {
    guard text == "-" else { return text }
    var text = try StandardInput.text(of: "the memory")
    if text.last?.isNewline == true { text.removeLast() }
    return text
  }

  private func expiry() throws -> GoogleProtobuf.Timestamp? {
    let duration = try expiresIn.map { try Given(text: $0, source: "--expires-in").seconds() }
    return duration.map { .now(plus: $0) }
  }
}
