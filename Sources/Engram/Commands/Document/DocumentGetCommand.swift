import ArgumentParser
import Client
import Wire

struct DocumentGetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "get", abstract: "Print a document as it was put.",
    discussion: "With --json also everything that is known about it.")

  @Argument(help: "The document's id.")
  var id: String
  @Option(help: ArgumentHelp("The organization.", valueName: "id"))
  var organization: String
  @Flag(help: "Print the reply as JSON instead of the content.")
  var json = false
  @OptionGroup var remote: RemoteCallOptions

  func run() async throws {
    try await remote.withClient { client, options in
      let document = try await client.documents.getDocument(
        .init(organizationID: organization, documentID: id, includeContent: true),
        options: options)
      if json {
        StandardOutput.line(document.json(pretty: true))
      } else {
        StandardOutput.text(document.content)
      }
    }
  }
}
