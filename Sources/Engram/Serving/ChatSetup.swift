import Domain
import HTTPClient
import LLM
import Postgres

/// Which models there are, and how they are reached.
struct ChatSetup: Sendable {
  /// The deployment's, where an organization has set nothing.
  var deployment = DeployedChat()
  /// Opens organizations' keys.
  var masterKeys: MasterKeys?
  /// Whether organizations' URLs may lead to addresses that are not on the internet.
  var allowsPrivateAddresses = false
  var makeProvider: ChatProviders.Making

  /// What is built in, and organizations' own.
  static func builtIn() throws -> ChatSetup {
    let client = try HTTPClient()
    return ChatSetup { endpoint, model in try OpenAIChat(endpoint, model: model, client: client) }
  }

  /// The models of organizations, whose settings are read on `lanes`.
  func providers(lanes: PostgresLanes) throws -> ChatProviders {
    try ChatProviders(
      lanes: lanes, deployment: deployment, masterKeys: masterKeys,
      allowsPrivateAddresses: allowsPrivateAddresses, makeProvider: makeProvider)
  }
}
