import Domain
import LLM
import Logging
import Postgres
import ServiceLifecycle

/// What chats are made of.
enum ChatParts {
  /// What has the model of each organization answer, on the service's lanes.
  static func chat(
    _ consolidation: ConsolidationSetup, lanes: PostgresLanes, messages: MessageStore,
    contexts: any ChatContextSource, calibration: TokenCalibration, stop: ChatStop, logger: Logger
  ) throws -> Chat {
    let models = try consolidation.chat.providers(lanes: lanes)
    let contextTokens = consolidation.contextTokens
    return Chat(
      store: ChatStore(lanes: lanes, messages: messages), messages: messages, contexts: contexts,
      model: { scope in
        let chat = try await models.chat(of: scope.organizationID, deadline: scope.deadline)
        return ChatModel(
          provider: chat?.provider ?? LocalChat(), contextTokens: contextTokens,
          maxOutputTokens: chat?.maxOutputTokens, temperature: chat?.temperature)
      },
      calibration: calibration, stop: stop, logger: logger)
  }
}

/// Ends chats that are still running some time after a shutdown has begun, before the server stops
/// waiting for them.
struct ChatGrace: Service {
  private static let grace = Duration.seconds(10)

  let stop: ChatStop

  func run() async throws {
    try? await gracefulShutdown()
    // Services are shut down one after the other: the server must not wait for this one.
    Task {
      try? await Task.sleep(for: Self.grace)
      stop.stop()
    }
  }
}
