import ArgumentParser
import Domain
import HTTPClient
import LLM

/// Which model writes summaries and answers, and how it is reached.
struct ChatOptions: ParsableArguments {
  static let key = APIKeySource(file: Settings.chatAPIKey, variable: "ENGRAM_LLM_API_KEY")
  private static let standardModel = "gpt-4o-mini"
  private static let standardTimeout = Duration.seconds(60)
  private static let standardContext = 32_768
  private static let contextLimits = 1_024...10_000_000

  @Option(name: Settings.chatURL.name, help: Settings.chatURL.help)
  var llmURL: String?
  @Option(name: Settings.chatModel.name, help: Settings.chatModel.help)
  var llmModel: String?
  @Option(name: Settings.chatAPIKey.name, help: Settings.chatAPIKey.help)
  var llmAPIKeyFile: String?
  @Option(name: Settings.chatTimeout.name, help: Settings.chatTimeout.help)
  var llmTimeout: String?
  @Option(name: Settings.chatContext.name, help: Settings.chatContext.help)
  var llmContext: String?
  @Flag(name: Settings.chatPrivateAddresses.name, help: Settings.chatPrivateAddresses.help)
  var llmAllowPrivateAddresses = false
  @OptionGroup var master: MasterKeyOptions

  func validate() throws {
    _ = try endpoint(key: nil)
    _ = try timeout()
    _ = try contextTokens()
    _ = try Settings.chatPrivateAddresses.isOn(llmAllowPrivateAddresses)
  }

  /// What reaches it: each chat that is streamed holds a connection for as long.
  static func client() throws(HTTPError) -> HTTPClient {
    var configuration = HTTPClientConfiguration()
    configuration.maxRunning = 1_024
    configuration.maxIdleConnections = 64
    return try HTTPClient(configuration)
  }

  /// The models that were asked for, reached by `client`.
  func setup(_ client: HTTPClient) throws -> ChatSetup {
    var options = OpenAIChat.Options()
    options.timeout = try timeout()
    return ChatSetup(
      deployment: DeployedChat(
        endpoint: try endpoint(key: Self.key.key(llmAPIKeyFile)), model: modelName),
      masterKeys: try master.keys(),
      allowsPrivateAddresses: try Settings.chatPrivateAddresses.isOn(llmAllowPrivateAddresses)
    ) { [options] endpoint, model in
      try OpenAIChat(endpoint, model: model, client: client, options: options)
    }
  }

  /// How many tokens a request and its reply may have together.
  func contextTokens() throws -> Int {
    try Settings.chatContext.number(llmContext, in: Self.contextLimits) ?? Self.standardContext
  }

  private var modelName: String {
    Settings.chatModel.given(llmModel)?.text ?? Self.standardModel
  }

  private func endpoint(key: APIKey?) throws -> OpenAIEndpoint? {
    guard let url = Settings.chatURL.given(llmURL) else {
      if let name = Settings.chatModel.given(llmModel) {
        throw ValidationError("\(name.source) was given without --\(Settings.chatURL.option)")
      }
      return nil
    }
    return try url.parse { try OpenAIEndpoint(baseURL: $0, apiKey: key) }
  }

  private func timeout() throws -> Duration {
    try Settings.chatTimeout.given(llmTimeout)?.seconds() ?? Self.standardTimeout
  }
}
