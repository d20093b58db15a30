@testable import Domain
import Foundation
import HTTPClient
import LLM
import Postgres
import TestSupport
import Testing

/// Memories whose embeddings come from a server that speaks OpenAI's API, on a database of its own.
struct EmbeddingFixture: Sendable {
  let server: OpenAIServer
  let memories: MemoryStore
  let embedder: MemoryEmbedder
  let contexts: ContextAssembler
  let domain: DomainFixture
  let models: EmbeddingModels
  private let search: MemorySearch
  private let signal = JobSignal()

  /// `reachesPrivate` is whether models of organizations may be on this machine.
  static func use(
    reachesPrivate: Bool = true, _ body: @Sendable (EmbeddingFixture) async throws -> Void
  ) async throws {
    let fixture = try await EmbeddingFixture(reachesPrivate: reachesPrivate)
    try await body(fixture)
    fixture.server.stop()
    await fixture.domain.close()
  }

  private init(reachesPrivate: Bool) async throws {
    let server = try await OpenAIServer.start()
    self.server = server
    domain = try await DomainFixture(embeddings: nil)
    let client = try HTTPClient()
    let baseURL = server.baseURL
    models = EmbeddingModels(
      lanes: domain.systemLanes, cache: EmbeddingCache(maxBytes: 1 << 20),
      own: OwnEmbeddings(masterKeys: testKeys, allowsPrivateAddresses: reachesPrivate) {
        OpenAIEmbeddings($0, client: client, options: Self.options)
      },
      logger: DomainFixture.logger
    ) { settings in
      OpenAIEmbeddings(
        try EmbeddingEndpoint(baseURL: baseURL, model: settings.model), client: client,
        options: Self.options)
    }
    _ = try await models.begin(
      with: .init(model: EmbeddingModel(name: "test", dimensions: 1536), baseURL: baseURL))
    embedder = MemoryEmbedder(
      lanes: domain.systemLanes, models: models, logger: DomainFixture.logger)
    memories = MemoryStore(lanes: domain.lanes, models: models, jobs: signal)
    search = MemorySearch(
      lanes: domain.lanes, words: domain.words, models: models,
      copies: ScopeCopies(lanes: domain.lanes), logger: DomainFixture.logger)
    let messageSearch = MessageSearch(
      lanes: domain.lanes, words: domain.words, models: models,
      copies: ConversationCopies(lanes: domain.lanes, language: .english),
      logger: DomainFixture.logger)
    let documentSearch = DocumentSearch(
      lanes: domain.lanes, words: domain.words, models: models, copies: domain.documentCopies,
      logger: DomainFixture.logger)
    contexts = ContextAssembler(
      lanes: domain.lanes,
      finder: ContextFinder(
        words: domain.words, memories: memories, memorySearch: search, messageSearch: messageSearch,
        documentSearch: documentSearch, models: models, logger: DomainFixture.logger),
      calibration: domain.calibration,
      receipts: ReceiptWriter(lanes: domain.lanes, logger: DomainFixture.logger))
  }

  private static var options: OpenAIEmbeddings.Options {
    var options = OpenAIEmbeddings.Options()
    options.breakerDelay = .milliseconds(200)
    options.timeout = .seconds(5)
    return options
  }

  private var embedders: [any SubjectEmbedder] {
    [
      embedder, DocumentEmbedder(lanes: domain.systemLanes, models: models),
      ConversationEmbedder(lanes: domain.systemLanes, models: models, isOn: false),
      OrganizationEmbedder(lanes: domain.systemLanes, models: models, signal: signal),
    ]
  }

  /// Runs the embedding queue beside `body`.
  func working(_ body: () async throws -> Void) async throws {
    let handler = EmbeddingHandler(
      embedders: embedders, models: models, refusedDelay: .milliseconds(100),
      logger: DomainFixture.logger)
    var queue = JobQueueConfiguration(.embedding, handler: handler)
    queue.batchSize = 256
    queue.retryDelays.first = .milliseconds(20)
    queue.retryDelays.longest = .milliseconds(200)
    let workers = JobWorkers(
      lanes: domain.systemLanes, redis: nil, queues: [queue], signal: signal,
      timings: JobFixture.timings, logger: DomainFixture.logger)
    let running = Task { await workers.run() }
    let result: Result<Void, any Error>
    do { result = .success(try await body()) } catch { result = .failure(error) }
    running.cancel()
    await running.value
    try result.get()
  }

  /// Has the handler do the first jobs of the queue, once, and leaves them as they are.
  func handle(_ count: Int) async throws -> [JobOutcome] {
    let handler = EmbeddingHandler(
      embedders: embedders, models: models, logger: DomainFixture.logger)
    return await handler.handle(try await jobs(count))
  }

  /// The first jobs of the queue, as if they were claimed.
  func jobs(_ count: Int) async throws -> [ClaimedJob] {
    let session = try await PostgresSession.connect(url: domain.url)
    let jobs = try await session.run(
      Query(
        Statement(
          name: "jobs",
          sql: """
            select organization_id, job_id, subject_kind, subject_id from engram.jobs limit $1::int4
            """),
        [.int4(Int32(count))]
      ) { row in
        ClaimedJob(
          organizationID: try row.decode(0), jobID: try row.decode(1),
          subjectKind: try #require(JobSubjectKind(rawValue: row.decode(2))),
          subjectID: try row.decode(3), attempt: 1, fencingToken: 0)
      })
    await session.close()
    return jobs
  }

  func embeddedCount(in scope: RequestScope) async throws -> Int64 {
    try await domain.rowCount(of: "memory_embeddings", in: scope)
  }

  /// Waits until all are embedded and no job is left, for at most a minute.
  func expectAllEmbedded(_ count: Int64, in scope: RequestScope) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while ContinuousClock.now < end {
      if try await embeddedCount(in: scope) == count,
        try await domain.rowCount(of: "jobs", in: scope) == 0
      {
        return
      }
      try await Task.sleep(for: .milliseconds(50))
    }
    let embedded = try await embeddedCount(in: scope)
    Issue.record("\(embedded) of \(count) are embedded")
  }

  func find(_ text: String, in scope: RequestScope) async throws -> MemoryFindings {
    try await search.search(
      MemoryQuery(
        text: text, types: [], minImportance: nil, metadata: nil, createdAfter: nil,
        createdBefore: nil, limit: 10), from: view(user: "ann"), in: scope)
  }
}
