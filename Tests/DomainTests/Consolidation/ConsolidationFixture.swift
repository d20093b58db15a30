@testable import Domain
import Foundation
import HTTPClient
import LLM
import Postgres
import TestSupport
import Testing

/// A database of its own whose conversations are consolidated step by step.
struct ConsolidationFixture: Sendable {
  let domain: DomainFixture
  let scope: RequestScope
  let limiter: CallLimiter
  let reports: TokenReports
  private let store: JobStore
  private let batches: JobBatches

  /// One whose summaries `server` writes, else extraction.
  static func use(
    _ server: OpenAIServer? = nil, key: APIKey? = nil, contextTokens: Int = 32_768,
    calls: Int32 = 0,
    window: Duration = .seconds(60), policy: ConsolidationPolicy = ConsolidationPolicy(),
    _ body: (ConsolidationFixture) async throws -> Void
  ) async throws {
    let domain = try await DomainFixture(policy: policy)
    let deployed = DeployedChat(
      endpoint: try server.map { try OpenAIEndpoint(baseURL: $0.baseURL, apiKey: key) },
      model: "gpt-test")
    let reports = TokenReports(lanes: domain.systemLanes, logger: DomainFixture.logger)
    let limiter = CallLimiter(lanes: domain.systemLanes, calls: calls, window: window)
    let handler = ConsolidationHandler(
      work: ConsolidationWork(
        lanes: domain.systemLanes, readingLanes: domain.systemLanes, models: domain.models,
        policy: policy, limits: MemoryLimits(), language: .english),
      chats: try .openAI(lanes: domain.systemLanes, deployment: deployed),
      contextTokens: contextTokens, limiter: limiter, reports: reports, logger: DomainFixture.logger
    )
    try await body(
      ConsolidationFixture(
        domain: domain, scope: try DomainFixture.scope(), limiter: limiter, reports: reports,
        handler: handler))
    await domain.close()
  }

  private init(
    domain: DomainFixture, scope: RequestScope, limiter: CallLimiter, reports: TokenReports,
    handler: ConsolidationHandler
  ) {
    self.domain = domain
    self.scope = scope
    self.limiter = limiter
    self.reports = reports
    var configuration = JobQueueConfiguration(.consolidation, handler: handler)
    configuration.keepsDone = true
    configuration.retryDelays.first = .milliseconds(1)
    configuration.retryDelays.longest = .milliseconds(1)
    store = JobStore(configuration, lanes: domain.systemLanes)
    batches = JobBatches(
      store: store, configuration: configuration, metrics: JobMetrics(.consolidation),
      logger: DomainFixture.logger)
  }

  // MARK: Working

  /// Claims one job.
  func claim() async throws -> ClaimedJob? { try await store.claim().first }

  /// Does one job; `false` when there is none.
  func step() async throws -> Bool {
    let jobs = try await store.claim()
    await batches.process(jobs)
    return !jobs.isEmpty
  }

  /// Does jobs until there is none.
  @discardableResult
  func work() async throws -> Int {
    var count = 0
    while count < 200, try await step() { count += 1 }
    return count
  }

  /// Does jobs, those that failed again too, until all are done; not for ever.
  func finish() async throws {
    for _ in 0..<200 {
      if try await jobStates().allSatisfy({ $0 == 3 }) { return }
      _ = try await step()
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  // MARK: Conversations

  /// Appends so many messages, whose first one has this number.
  func append(
    _ count: Int, from first: Int = 1, to conversation: ConversationID,
    _ text: (Int) -> String = { "Message \($0): the offer \(1_000 + $0) goes to Miller." }
  ) async throws {
    let messages = try (first..<first + count).map { try message(text($0)) }
    _ = try await domain.messages.append(messages, to: conversation, in: scope)
  }

  func summaries(
    of conversation: ConversationID, merged: Bool = false
  ) async throws -> [Consolidation] {
    try await domain.consolidations.list(
      of: conversation, includingMerged: merged, page: PageRequest(size: 100, token: ""),
      in: scope
    ).items
  }

  func coverage(of conversation: ConversationID) async throws -> Coverage {
    try await domain.consolidations.coverage(of: conversation, in: scope)
  }

  /// What `ann` sees in `project`.
  func memories(
    project: String? = nil, superseded: Bool = false
  ) async throws -> [Memory] {
    try await domain.all(
      view(project: project, user: "ann"),
      MemoryFilter(
        types: [], conversationID: nil, minImportance: nil, includesSuperseded: superseded),
      in: scope)
  }

  /// States of the jobs, in order.
  func jobStates() async throws -> [Int16] {
    try await sql("select state from engram.jobs where queue = 1 order by state") {
      try $0.decode(0)
    }
  }

  /// Runs SQL as the superuser.
  @discardableResult
  func sql<Row: Sendable>(
    _ text: String, _ decode: @escaping @Sendable (borrowing PostgresRow) throws -> Row
  ) async throws -> [Row] {
    let session = try await PostgresSession.connect(url: domain.url)
    let rows = try await session.run(
      Query(Statement(name: "test_\(UUID())", sql: text), []) { row in try decode(row) })
    await session.close()
    return rows
  }

  func execute(_ text: String) async throws {
    let session = try await PostgresSession.connect(url: domain.url)
    try await session.execute(Statement(name: "test_\(UUID())", sql: text))
    await session.close()
  }
}

/// A model's answer in the JSON that it is asked for.
func answer(_ summary: String, facts: [[String: Any]] = []) throws -> ScriptedReply {
  let json = try JSONSerialization.data(withJSONObject: ["summary": summary, "facts": facts])
  return ScriptedReply(String(decoding: json, as: UTF8.self))
}
