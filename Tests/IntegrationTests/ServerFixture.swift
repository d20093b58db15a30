import Client
import Domain
import Foundation
import LLM
import Logging
import Postgres
import RPCServer
import TestSupport
import Testing
import Wire

/// A server with all its services on a real database, and a client over a real socket.
struct ServerFixture: Sendable {
  let client: EngramClient
  /// libpq's URL of the database, for its superuser.
  let databaseURL: String
  let purge: Purge
  let models: EmbeddingModels
  let embedder: MemoryEmbedder
  /// Asks running chats to end.
  let chatStop = ChatStop()
  private let serving: Task<Void, any Error>
  private let groups: [PostgresLanes]

  /// One for all tests; each minds only organizations of its own.
  static var shared: ServerFixture { get async throws { try await starting.value } }

  private static let starting = Task { try await ServerFixture() }

  /// One of its own, on lanes that `adjust` may change; `provider` is whom its users chat with.
  init(
    provider: any ChatProvider = LocalChat(),
    _ adjust: (inout LanesConfiguration) -> Void = { _ in }
  ) async throws {
    var logger = Logger(label: "integration-tests")
    logger.logLevel = .critical
    let url = try await TestDatabase.migrated().url
    databaseURL = url
    var limits = LanesConfiguration(name: "service", url: url, role: "engram_service")
    adjust(&limits)
    let lanes = try PostgresLanes(limits, logger: logger)
    let systemLanes = try PostgresLanes(
      LanesConfiguration(name: "system", url: url, role: "engram_system", laneCount: 1),
      logger: logger)
    lanes.start()
    systemLanes.start()

    let signal = PurgeSignal()
    purge = Purge(lanes: systemLanes, signal: signal, logger: logger)
    models = EmbeddingModels(
      lanes: systemLanes, cache: EmbeddingCache(maxBytes: 1 << 20), logger: logger
    ) { settings in try LocalEmbeddings(dimensions: settings.model.dimensions) }
    _ = try await models.begin(
      with: DeployedModel.Settings(model: LocalEmbeddings(dimensions: 256).model, baseURL: nil))
    embedder = MemoryEmbedder(lanes: systemLanes, models: models, logger: logger)
    let memories = MemoryStore(lanes: lanes, models: models, jobs: JobSignal())
    let words = QueryWords(lanes: lanes, language: .english)
    let search = MemorySearch(
      lanes: lanes, words: words, models: models, copies: ScopeCopies(lanes: lanes),
      logger: logger)
    let messageSearch = MessageSearch(
      lanes: lanes, words: words, models: models,
      copies: ConversationCopies(lanes: lanes, language: .english), logger: logger)
    let documentSearch = DocumentSearch(
      lanes: lanes, words: words, models: models,
      copies: DocumentCopies(lanes: lanes, logger: logger), logger: logger)
    let receipts = ReceiptWriter(lanes: lanes, logger: logger)
    let calibration = TokenCalibration(
      lanes: lanes, reports: TokenReports(lanes: systemLanes, logger: logger), logger: logger)
    let contexts = ContextAssembler(
      lanes: lanes,
      finder: ContextFinder(
        words: words, memories: memories, memorySearch: search, messageSearch: messageSearch,
        documentSearch: documentSearch, models: models, logger: logger),
      calibration: calibration, receipts: receipts)
    let messages = MessageStore(lanes: lanes, jobs: JobSignal())
    let (listening, listeningNow) = AsyncStream<Endpoint>.makeStream()
    let server = RPCServer(
      RPCServerConfiguration(endpoints: [.tcp(host: "127.0.0.1", port: 0)]),
      services: [
        ConversationService(
          conversations: ConversationStore(lanes: lanes, purge: signal),
          messages: messages,
          search: messageSearch,
          consolidations: ConsolidationStore(
            lanes: lanes, policy: ConsolidationPolicy(), jobs: JobSignal()),
          contexts: contexts,
          receipts: ReceiptStore(lanes: lanes, writer: receipts),
          chats: Chat(
            store: ChatStore(lanes: lanes, messages: messages), messages: messages,
            contexts: contexts,
            model: { _ in ChatModel(provider: provider, contextTokens: 32_768) },
            calibration: calibration, stop: chatStop, logger: logger)
        ).definition,
        MemoryService(memories: memories, search: search, embedder: embedder).definition,
        .documentService(
          DocumentService(
            documents: DocumentStore(lanes: lanes, putLanes: lanes, jobs: JobSignal()),
            search: documentSearch)),
        .jobService(
          JobService(
            jobs: JobDesk(lanes: lanes, systemLanes: systemLanes, signal: JobSignal()),
            queues: QueueDesk(
              lanes: systemLanes, signal: JobSignal(), limiter: CallLimiter(lanes: systemLanes)))),
        .organizationService(
          OrganizationService(
            organizations: OrganizationStore(
              lanes: lanes, systemLanes: systemLanes, purge: signal),
            projects: ProjectStore(lanes: lanes, purge: signal),
            users: UserStore(lanes: lanes, purge: signal),
            settings: SettingsStore(
              lanes: lanes, deployment: MemoryLimits(), policy: ConsolidationPolicy(),
              models: models,
              masterKeys: try MasterKeys(current: APIKey(String(repeating: "a", count: 64))),
              jobs: JobSignal()))),
      ],
      logger: logger
    ) { endpoints in for endpoint in endpoints { listeningNow.yield(endpoint) } }
    groups = [lanes, systemLanes]
    serving = Task {
      async let written: Void = receipts.run()
      try await server.run()
      await written
    }
    let endpoint = try #require(await listening.first { _ in true })
    var configuration = ClientConfiguration()
    configuration.retry = .never
    client = try await EngramClient.connect(to: endpoint, configuration: configuration)
  }

  /// For one that is not shared.
  func stop() async throws {
    await client.close()
    serving.cancel()
    try await serving.value
    for lanes in groups { await lanes.shutdown() }
  }

  /// An id that nobody else has.
  static func uniqueID(_ name: String = "org") -> String { "\(name)-\(UUID())" }
}

/// Fails unless `call` fails with `code` and, where one is given, names exactly `field`.
func expect(
  _ code: StatusCode, field: String? = nil, sourceLocation: SourceLocation = #_sourceLocation,
  _ call: () async throws -> some Any
) async {
  do {
    _ = try await call()
    Issue.record("it succeeded, \(code) was expected", sourceLocation: sourceLocation)
  } catch let status as RPCStatus {
    #expect(status.code == code, "\(status)", sourceLocation: sourceLocation)
    #expect(status.refusedFields == (field.map { [$0] } ?? []), sourceLocation: sourceLocation)
  } catch {
    Issue.record("\(error)", sourceLocation: sourceLocation)
  }
}

extension RPCStatus {
  /// The fields that its details name.
  var refusedFields: [String] {
    details.flatMap { detail -> [String] in
      if case .badRequest(let violations) = detail { violations.map(\.field) } else { [] }
    }
  }

  /// How long its details ask to wait.
  var retryDelay: Duration? {
    for case .retryInfo(let delay) in details { return delay }
    return nil
  }
}
