import Domain
import FoundationEssentials
import LLM
import Logging
import Postgres
import TestSupport

/// Stores on a migrated database.
struct DomainFixture: Sendable {
  let url: String
  let lanes: PostgresLanes
  let systemLanes: PostgresLanes
  let conversations: ConversationStore
  let messages: MessageStore
  let consolidations: ConsolidationStore
  let organizations: OrganizationStore
  let projects: ProjectStore
  let users: UserStore
  let memories: MemoryStore
  let settings: SettingsStore
  let models: EmbeddingModels
  let embedder: MemoryEmbedder
  let words: QueryWords
  let search: MemorySearch
  let messageSearch: MessageSearch
  let documents: DocumentStore
  let documentEmbedder: DocumentEmbedder
  let documentCopies: DocumentCopies
  let documentSearch: DocumentSearch
  let purge: Purge
  let reports: TokenReports
  let calibration: TokenCalibration

  /// One for all tests that mind only organizations of their own.
  static var shared: DomainFixture { get async throws { try await starting.value } }

  private static let starting = Task { try await DomainFixture() }

  static let logger = {
    var logger = Logger(label: "domain-tests")
    logger.logLevel = .critical
    return logger
  }()

  /// One with a database of its own, whose model is the built-in one of so many dimensions; `nil`
  /// leaves it to the test.
  init(
    laneCount: Int = 4, limits: MemoryLimits = MemoryLimits(), embeddings: Int? = 256,
    policy: ConsolidationPolicy = ConsolidationPolicy()
  ) async throws {
    url = try await TestDatabase.migrated().url
    lanes = try PostgresLanes(
      LanesConfiguration(name: "service", url: url, role: "engram_service", laneCount: laneCount),
      logger: Self.logger)
    systemLanes = try PostgresLanes(
      LanesConfiguration(name: "system", url: url, role: "engram_system", laneCount: 2),
      logger: Self.logger)
    lanes.start()
    systemLanes.start()
    let signal = PurgeSignal()
    conversations = ConversationStore(lanes: lanes, purge: signal)
    messages = MessageStore(lanes: lanes, policy: policy, jobs: JobSignal())
    consolidations = ConsolidationStore(lanes: lanes, policy: policy, jobs: JobSignal())
    organizations = OrganizationStore(lanes: lanes, systemLanes: systemLanes, purge: signal)
    projects = ProjectStore(lanes: lanes, purge: signal)
    users = UserStore(lanes: lanes, purge: signal)
    models = EmbeddingModels(
      lanes: systemLanes, cache: EmbeddingCache(maxBytes: 1 << 20), logger: Self.logger
    ) { settings in try LocalEmbeddings(dimensions: settings.model.dimensions) }
    settings = SettingsStore(
      lanes: lanes, deployment: limits, policy: policy, models: models, jobs: JobSignal())
    if let embeddings {
      _ = try await models.begin(
        with: .init(model: LocalEmbeddings(dimensions: embeddings).model, baseURL: nil))
    }
    memories = MemoryStore(lanes: lanes, limits: limits, models: models, jobs: JobSignal())
    embedder = MemoryEmbedder(lanes: systemLanes, models: models, logger: Self.logger)
    words = QueryWords(lanes: lanes, language: .english)
    search = MemorySearch(
      lanes: lanes, words: words, models: models, copies: ScopeCopies(lanes: lanes),
      logger: Self.logger)
    messageSearch = MessageSearch(
      lanes: lanes, words: words, models: models,
      copies: ConversationCopies(lanes: lanes, language: .english), logger: Self.logger)
    documents = DocumentStore(lanes: lanes, putLanes: lanes, jobs: JobSignal())
    documentEmbedder = DocumentEmbedder(lanes: systemLanes, models: models)
    documentCopies = DocumentCopies(lanes: lanes, logger: Self.logger)
    documentSearch = DocumentSearch(
      lanes: lanes, words: words, models: models, copies: documentCopies,
      logger: Self.logger)
    reports = TokenReports(lanes: systemLanes, logger: Self.logger)
    calibration = TokenCalibration(lanes: lanes, reports: reports, logger: Self.logger)
    purge = Purge(
      lanes: systemLanes, signal: signal, interval: .milliseconds(50), logger: Self.logger)
  }

  func close() async {
    await lanes.shutdown()
    await systemLanes.shutdown()
  }

  /// A scope for an organization that nobody else has.
  static func scope(_ name: String = "org") throws -> RequestScope {
    RequestScope(organizationID: try OrganizationID("\(name)-\(UUID())"))
  }

  /// A search of documents without copies.
  func databaseSearch(exactLimit: Int64 = DocumentIndexes.standardLimit) -> DocumentSearch {
    DocumentSearch(
      lanes: lanes, words: words, models: models,
      copies: DocumentCopies(lanes: lanes, maxBytes: 0, logger: Self.logger),
      exactLimit: exactLimit, logger: Self.logger)
  }

  /// Contexts whose receipts go to `receipts`.
  func contexts(_ receipts: ReceiptWriter) -> ContextAssembler {
    ContextAssembler(
      lanes: lanes,
      finder: ContextFinder(
        words: words, memories: memories, memorySearch: search, messageSearch: messageSearch,
        documentSearch: documentSearch, models: models, logger: Self.logger),
      calibration: calibration, receipts: receipts)
  }

  /// A conversation of `user`, in `project` where one is named.
  func conversation(
    in scope: RequestScope, user: String = "ann", project: String? = nil, title: String = ""
  ) async throws -> ConversationID {
    let new = try NewConversation(
      id: ConversationID(), userID: UserID(user), projectID: project.map { try ProjectID($0) },
      title: title, metadata: nil)
    return try await conversations.create(new, in: scope).id
  }

  /// Counts rows of a table as the superuser, who sees all.
  func rowCount(of table: String, in scope: RequestScope) async throws -> Int64 {
    let session = try await PostgresSession.connect(url: url)
    let rows = try await session.run(
      Query(
        Statement(
          name: "count_\(table)",
          sql: "select count(*) from engram.\(table) where organization_id = $1"),
        [.text(scope.organizationID.text)]
      ) { row in try row.decode(0, as: Int64.self) })
    await session.close()
    return rows[0]
  }
}

/// The error for a page token that no page ended with.
let refusedPageToken = DomainError.invalidArgument(
  field: "page_token",
  reason: "must be the next_page_token of the page before, with the same filters")

/// A message of a user, or of another role.
func message(
  _ content: String, id: MessageID = MessageID(), role: MessageRole = .user,
  metadata: String? = nil
) throws -> NewMessage {
  try NewMessage(
    id: id, role: role, name: "", content: content,
    metadata: metadata.map { try MetadataObject($0) }, occurredAt: nil)
}
