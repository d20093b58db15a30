import ArgumentParser
import Client
import Foundation
import Wire

struct DocumentPutCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "put", abstract: "Put a document in its place.",
    discussion: """
      It belongs to the user that is named, else to the project, else to the organization. With a \
      user and a project it is the user's, and seen only from that project. --scope says otherwise. \
      A document that is there under --id is replaced.
      """)

  @Argument(help: "A file of UTF-8, at most 3 MiB; - reads standard input.")
  var file: String
  @OptionGroup var place: MemoryPlaceOptions
  @Option(help: "Whose it is. (default: the narrowest that is named)")
  var scope: WireChoice<EngramV1.MemoryScope>?
  @Option(help: ArgumentHelp("Its UUID. (default: a new one)", valueName: "id"))
  var id: String?
  @Option(help: "Its title. (default: the name of the file)")
  var title: String?
  @Option(help: ArgumentHelp("Where it comes from. (default: the path)", valueName: "uri"))
  var source: String?
  @Option(help: "How it is written. (default: markdown for .md and .markdown, else text)")
  var format: WireChoice<EngramV1.DocumentFormat>?
  @Option(help: ArgumentHelp("A JSON object to keep with it.", valueName: "json"))
  var metadataJson: String?
  @OptionGroup var output: ReplyOutput
  @OptionGroup var remote: RemoteCallOptions

  func validate() throws {
    try place.check(scope.map { [$0.value] } ?? [])
    if scope?.value == .organization, place.project != nil {
      throw ValidationError("--scope organization: expected no --project")
    }
  }

  func run() async throws {
    let scope = scope?.value ?? place.narrowest
    var request = EngramV1.PutDocumentRequest(
      organizationID: place.organization, scope: scope, metadataJSON: metadataJson ?? "",
      content: try content())
    request.documentID = id ?? UUIDv7.next()
    request.projectID = place.project ?? ""
    if scope == .user { request.userID = place.user ?? "" }
    request.title = title ?? url?.lastPathComponent ?? ""
    request.sourceUri = source ?? url?.path ?? ""
    request.format = format?.value ?? guessedFormat
    try await remote.withClient { [request] client, options in
      let reply = try await client.documents.putDocument(request, options: options)
      output.show(reply, DocumentTables.put(reply), empty: "no documents")
    }
  }

  private var url: URL? { file == "-" ? nil : URL(filePath: file) }

  private var guessedFormat: EngramV1.DocumentFormat {
    ["md", "markdown"].contains(url?.pathExtension.lowercased()) ? .markdown : .text
  }

  private func content() throws -> String {
    guard let url else { return try StandardInput.text(of: "the document") }
    do {
      return try String(contentsOf: url, encoding: .utf8)
    } catch {
      throw ValidationError("`\(file)` can't be read as UTF-8: \(error.localizedDescription)")
    }
  }
}
