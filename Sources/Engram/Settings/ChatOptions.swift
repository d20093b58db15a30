import ArgumentParser
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

  func validate() throws {
    _ = try endpoint(key: nil)
    _ = try timeout()
    _ = try contextTokens()
  }

  /// What reaches it: each chat that is streamed holds a connection for as long.
  static func client() throws(HTTPError) -> HTTPClient {
    var configuration = HTTPClientConfiguration()
    configuration.maxRunning = 1_024
    configuration.maxIdleConnections = 64
    return try HTTPClient(configuration)
  }

  /// The provider that was asked for; `nil` is the built-in summary.
  func provider(_ client: HTTPClient) throws -> OpenAIChat? {
    guard let endpoint = try endpoint(key: Self.key.key(llmAPIKeyFile)) else { return nil }
    var options = OpenAIChat.Options()
    options.timeout = try timeout()
    return try OpenAIChat(endpoint, model: modelName, client: client, options: options)
  }

  /// How many tokens a request and its reply may have together.
  func contextTokens() throws -> Int {
    let limits = Self.contextLimits
    return try Settings.chatContext.given(llmContext)?.parse(
      expecting: "a number from \(limits.lowerBound) to \(limits.upperBound)"
    ) { text -> Int? in Int(text).flatMap { limits.contains($0) ? $0 : nil } }
      ?? Self.standardContext
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
