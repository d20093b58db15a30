import Domain
import LLM
import Logging
import Postgres
import ServiceLifecycle

/// What chats are made of.
enum ChatParts {
  /// What has models answer, on the service's lanes.
  static func chat(
    _ consolidation: ConsolidationSetup, lanes: PostgresLanes, messages: MessageStore,
    contexts: any ChatContextSource, stop: ChatStop, logger: Logger
  ) -> Chat {
    let model = ChatModel(
      provider: consolidation.provider ?? LocalChat(), contextTokens: consolidation.contextTokens)
    return Chat(
      store: ChatStore(lanes: lanes, messages: messages), messages: messages, contexts: contexts,
      model: { _ in model }, stop: stop, logger: logger)
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
