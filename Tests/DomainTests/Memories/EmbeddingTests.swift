@testable import Domain
import Foundation
import HTTPClient
import LLM
import Postgres
import Synchronization
import TestSupport
import Testing

/// One after the other: each has a database and a provider of its own.
@Suite(.serialized) struct EmbeddingTests {
  // MARK: The queue

  @Test func `what is stored is embedded in the background, many in one request`() async throws {
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      let batch = try (0..<300).map { try memory("fact \($0)", user: "user \($0 % 5)") }
      _ = try await embedding.memories.store(batch, in: scope)
      try await embedding.working { try await embedding.expectAllEmbedded(300, in: scope) }
      let counters = try await embedding.server.counters()
      #expect(counters.inputs == 300 && counters.requests <= 10)
    }
  }

  @Test(arguments: [
    OpenAIBehaviour.Failure.status(429, retryAfter: .text("1")), .status(500), .status(503),
    .status(401), .body(.hangup), .body(.malformed), .body(.wrongDimensions), .body(.wrongCount),
  ])
  func `a provider that fails delays embeddings, and loses none`(
    failure: OpenAIBehaviour.Failure
  ) async throws {
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      try await embedding.server.set(OpenAIBehaviour(always: failure))
      try await embedding.working {
        _ = try await embedding.memories.store([memory("a"), memory("b")], in: scope)
        while try await embedding.server.counters().requests == 0 {
          try await Task.sleep(for: .milliseconds(20))
        }
        #expect(try await embedding.embeddedCount(in: scope) == 0)
        _ = try await embedding.memories.store([memory("c")], in: scope)
        try await embedding.server.set(OpenAIBehaviour(always: OpenAIBehaviour.Failure.none))
        try await embedding.expectAllEmbedded(3, in: scope)
      }
    }
  }

  @Test func `a text that is refused does not hold up the others`() async throws {
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      _ = try await embedding.memories.store((0..<4).map { try memory("\($0)") }, in: scope)
      // All four; two of them; the other two; one of those; and the last one alone.
      try await embedding.server.set(
        OpenAIBehaviour(failNext: [.status(400), .none, .status(400), .none, .status(400)]))
      try await embedding.working {
        try await embedding.expectAllEmbedded(4, in: scope)
      }
      #expect(try await embedding.server.counters().requests == 6)
    }
  }

  @Test func `a provider that refuses all texts is not asked for each of them`() async throws {
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      try await embedding.server.set(OpenAIBehaviour(always: .status(400)))
      _ = try await embedding.memories.store((0..<90).map { try memory("\($0)") }, in: scope)
      let outcomes = try await embedding.handle(90)
      #expect(outcomes.count == 90)
      #expect(try await embedding.server.counters().requests <= 30)
      try await embedding.server.set(OpenAIBehaviour(always: OpenAIBehaviour.Failure.none))
      try await embedding.working { try await embedding.expectAllEmbedded(90, in: scope) }
    }
  }

  @Test func `repeated texts are asked for once`() async throws {
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      let stored = try await embedding.memories.store(
        (0..<50).map { try memory("the same for all", user: "user \($0)") }, in: scope)
      let states = await embedding.embedder.states(of: stored, waiting: true, in: scope)
      #expect(states.allSatisfy { $0 })
      #expect(try await embedding.server.counters().inputs == 1)
    }
  }

  // MARK: Callers

  @Test func `a store that waits is done all the same when the provider is away`() async throws {
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      try await embedding.server.stopAndWait()
      let stored = try await embedding.memories.store([memory("tea")], in: scope)
      #expect(await embedding.embedder.states(of: stored, waiting: true, in: scope) == [false])
      let found = try await embedding.find("tea", in: scope)
      #expect(found.memories.map(\.memory.content) == ["tea"] && !found.usedEmbedding)
    }
  }

  @Test func `a content that changes while it is embedded gets the embedding of what it says now`()
    async throws
  {
    let gate = GatedProvider()
    let domain = try await DomainFixture()
    let models = EmbeddingModels(
      lanes: domain.systemLanes, cache: EmbeddingCache(maxBytes: 0), logger: DomainFixture.logger
    ) { _ in gate }
    _ = try await models.begin(with: .init(model: gate.model, baseURL: nil))
    let embedder = MemoryEmbedder(
      lanes: domain.systemLanes, models: models, logger: DomainFixture.logger)
    let scope = try DomainFixture.scope()
    let stored = try await domain.memories.store([memory("old words")], in: scope)
    async let first = embedder.states(of: stored, waiting: true, in: scope)
    await gate.reached()
    _ = try await domain.memories.update(
      stored[0].memory.id,
      MemoryChange(
        type: .keep, content: .set("new words"), importance: .keep, metadata: .keep,
        expiresAt: .keep), in: scope)
    gate.open()
    _ = await first
    #expect(try await domain.memories.get(stored[0].memory.id, in: scope).isEmbedded)
    #expect(gate.texts == ["old words", "new words"])
    let new = try await gate.embed(["new words"], deadline: nil)
    #expect(try await similarity(to: new[0], domain, in: scope) > 0.99)
    await domain.close()
  }

  /// How near the one embedding of an organization is to `vector`.
  private func similarity(
    to vector: [Float], _ domain: DomainFixture, in scope: RequestScope
  ) async throws -> Double {
    let session = try await PostgresSession.connect(url: domain.url)
    let rows = try await session.run(
      Query(
        Statement(
          name: "similarity",
          sql: """
            select engram.similarity(embedding, engram.embedding($2)) from engram.memory_embeddings
            where organization_id = $1
            """),
        [.text(scope.organizationID.text), .float4Array(vector)]
      ) { row in try row.decode(0, as: Double.self) })
    await session.close()
    return rows.count == 1 ? rows[0] : 0
  }

  // MARK: Another model

  @Test func `the model is changed while memories come and searches go on`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let first = try await domain.memories.store(
      (0..<90).map { try memory("fact \($0)") }, in: scope)
    _ = await domain.embedAll(first, in: scope)
    let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
    let next = DeployedModel.Settings(
      model: try LocalEmbeddings(dimensions: 128).model, baseURL: nil)
    guard case .building(let id) = try await change.begin(next) else {
      Issue.record("it is not being built")
      return
    }
    #expect(try await change.begin(next) == .building(id))
    await #expect(throws: DomainError.self) {
      try await change.begin(
        DeployedModel.Settings(model: LocalEmbeddings(dimensions: 64).model, baseURL: nil))
    }
    try await change.enqueueMissing(id)
    let before = try await change.progress(id)
    #expect(before.embedded == 0 && before.texts == 90)
    #expect(try await domain.all(view(user: "ann"), in: scope).allSatisfy { $0.isEmbedded })
    var queue = JobQueueConfiguration(
      .embedding,
      handler: EmbeddingHandler(
        embedders: [domain.embedder], models: domain.models, logger: DomainFixture.logger))
    queue.batchSize = 16
    let workers = JobWorkers(
      lanes: domain.systemLanes, redis: nil, queues: [queue], signal: JobSignal(),
      timings: JobFixture.timings, logger: DomainFixture.logger)
    let running = Task { await workers.run() }
    // It comes while both are in use, and gets embeddings of both.
    try await domain.store(memory("fact of late"), in: scope)
    while try await change.progress(id).embedded < 91 {
      try await Task.sleep(for: .milliseconds(50))
    }
    #expect(try await domain.rowCount(of: "memory_embeddings", in: scope) == 182)
    while try await !change.activateIfComplete(id) {
      try await Task.sleep(for: .milliseconds(50))
    }
    running.cancel()
    await running.value
    #expect(try await change.begin(next) == .active)
    #expect(try await domain.models.begin(with: next) == next)
    let found = try await domain.search.search(
      MemoryQuery(
        text: "facts lately", types: [], minImportance: nil, metadata: nil, createdAfter: nil,
        createdBefore: nil, limit: 5), from: view(user: "ann"), in: scope)
    #expect(found.usedEmbedding && found.memories.contains { $0.vectorRank == 1 })
    try await change.dropRetired()
    #expect(try await domain.rowCount(of: "memory_embeddings", in: scope) == 91)
    await domain.close()
  }

  @Test func `a model that can't be built keeps no memory from the active one`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
    _ = try await change.begin(
      .init(model: EmbeddingModel(name: "away", dimensions: 8), baseURL: "http://127.0.0.1:1/v1"))
    let models = EmbeddingModels(
      lanes: domain.systemLanes, cache: EmbeddingCache(maxBytes: 0), logger: DomainFixture.logger
    ) { settings in
      guard settings.baseURL == nil else { throw CocoaError(.featureUnsupported) }
      return try LocalEmbeddings(dimensions: settings.model.dimensions)
    }
    _ = try await models.begin(
      with: .init(model: EmbeddingModel(name: "", dimensions: 0), baseURL: nil))
    let embedder = MemoryEmbedder(
      lanes: domain.systemLanes, models: models, logger: DomainFixture.logger)
    let stored = try await domain.memories.store([memory("a")], in: scope)
    #expect(await embedder.states(of: stored, waiting: true, in: scope) == [true])
    #expect(try await domain.memories.get(stored[0].memory.id, in: scope).isEmbedded)
    await domain.close()
  }

  @Test func `embeddings of the most dimensions fit beside the longest ids`() async throws {
    let domain = try await DomainFixture()
    let dimensions = DeployedModel.maxDimensions
    let models = EmbeddingModels(
      lanes: domain.systemLanes, cache: EmbeddingCache(maxBytes: 0), logger: DomainFixture.logger
    ) { try LocalEmbeddings(dimensions: $0.model.dimensions) }
    let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
    _ = try await change.begin(
      DeployedModel.Settings(model: LocalEmbeddings(dimensions: dimensions).model, baseURL: nil))
    let embedder = MemoryEmbedder(
      lanes: domain.systemLanes, models: models, logger: DomainFixture.logger)
    func longest(_ letter: String) -> String { String(repeating: letter, count: 128) }
    let scope = RequestScope(organizationID: try OrganizationID(longest("o")))
    let stored = try await domain.memories.store(
      [memory("a", project: longest("p"), user: longest("u"))], in: scope)
    let subject = EmbeddingSubject(
      organization: scope.organizationID.text, id: stored[0].memory.id.uuid)
    _ = try await embedder.embed([subject], deadline: nil)
    #expect(try await domain.rowCount(of: "memory_embeddings", in: scope) == 2)
    await domain.close()
  }
}

/// A local provider that waits until it is let go.
private final class GatedProvider: EmbeddingProvider {
  let model: EmbeddingModel
  let maxBatch = 256
  private let local: LocalEmbeddings?
  private let state = Mutex((isOpen: false, texts: [String]()))

  init() {
    local = try? LocalEmbeddings(dimensions: 256)
    model = local?.model ?? EmbeddingModel(name: "none", dimensions: 256)
  }

  /// All that it was asked, in order.
  var texts: [String] { state.withLock(\.texts) }

  func open() { state.withLock { $0.isOpen = true } }

  func reached() async {
    while texts.isEmpty { try? await Task.sleep(for: .milliseconds(5)) }
  }

  func embed(
    _ texts: [String], deadline: ContinuousClock.Instant?
  ) async throws -> [[Float]] {
    state.withLock { $0.texts += texts }
    while !state.withLock({ $0.isOpen }) { try await Task.sleep(for: .milliseconds(5)) }
    return try await local?.embed(texts, deadline: deadline) ?? []
  }

  @Test func `a context asks for the embedding of its query once, for all that it searches`()
    async throws
  {
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      let domain = embedding.domain
      let conversation = try await domain.conversation(in: scope)
      _ = try await domain.messages.append([message("The harbour.")], to: conversation, in: scope)
      _ = try await embedding.memories.store([memory("Of the harbour.")], in: scope)
      _ = try await domain.documents.put(document("About the harbour."), in: scope)
      let context = try await embedding.contexts.assemble(
        ContextRequest(conversation: conversation, query: "harbour"), in: scope)
      #expect(context.usedEmbedding)
      #expect(context.sections.map(\.section) == [.memories, .documents, .messages])
      #expect(try await embedding.server.counters().inputs == 1)

      // One that is away costs its time once, too.
      try await embedding.server.set(OpenAIBehaviour(always: .status(401)))
      let without = try await embedding.contexts.assemble(
        ContextRequest(conversation: conversation, query: "the same harbour"), in: scope)
      #expect(!without.usedEmbedding && without.sections.count == 3)
      #expect(try await embedding.server.counters().requests == 2)
    }
  }
}
