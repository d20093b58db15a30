import ArgumentParser
import Client
import Wire

struct DocumentDeleteCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete a document, its chunks and their embeddings.")

  @Argument(help: "The document's id.")
  var id: String
  @Option(help: ArgumentHelp("The organization.", valueName: "id"))
  var organization: String
  @OptionGroup var remote: RemoteCallOptions

  func run() async throws {
    try await remote.withClient { client, options in
      _ = try await client.documents.deleteDocument(
        .init(organizationID: organization, documentID: id), options: options)
    }
  }
}
