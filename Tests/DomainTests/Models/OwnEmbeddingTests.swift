@testable import Domain
import Foundation
import LLM
import Postgres
import TestSupport
import Testing

/// Organizations whose texts are embedded by a model of their own.
@Suite struct OwnEmbeddingTests {
  private static let key = "sk-own"

  /// Has the organization's texts embedded by `server`, with its key.
  private func setOwn(
    _ server: OpenAIServer, key: String? = key, dimensions: Int32? = 64,
    _ embedding: EmbeddingFixture, in scope: RequestScope
  ) async throws {
    try await embedding.domain.setLLM(in: scope) {
      $0.baseURL = .set(server.baseURL)
      $0.embeddingModel = .set("own")
      $0.embeddingDimensions = .set(dimensions)
      $0.setAPIKey(.set(key))
    }
  }

  private func unsetOwn(_ embedding: EmbeddingFixture, in scope: RequestScope) async throws {
    try await embedding.domain.setLLM(in: scope) { $0.embeddingModel = .set(nil) }
  }

  /// How many embeddings of each of a table's models an organization has.
  private func models(
    _ table: String, _ embedding: EmbeddingFixture, in scope: RequestScope
  ) async throws -> [String: Int64] {
    let session = try await PostgresSession.connect(url: embedding.domain.url)
    let rows = try await session.run(
      Query(
        Statement(
          name: "models_of_\(table)",
          sql: """
            select m.name, count(*) from engram.\(table) join engram.embedding_models m using (model_id)
            where organization_id = $1 group by m.name
            """),
        [.text(scope.organizationID.text)]
      ) { row in (try row.decode(0, as: String.self), try row.decode(1, as: Int64.self)) })
    await session.close()
    return Dictionary(uniqueKeysWithValues: rows)
  }

  @Test func `what an organization stores and asks goes to its own model, and nowhere else`()
    async throws
  {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      let other = try DomainFixture.scope()
      let first = try await embedding.memories.store(
        (1...3).map { try memory("fact \($0)") }, in: scope)
      try await embedding.working {
        try await embedding.expectAllEmbedded(3, in: scope)
        try await setOwn(own, dimensions: nil, embedding, in: scope)
        #expect(
          try await !embedding.memories.get(first[0].memory.id, in: scope).isEmbedded)
        try await embedding.expectAllEmbedded(3, in: scope)
        #expect(try await models("memory_embeddings", embedding, in: scope) == ["own": 3])
        #expect(try await embedding.memories.get(first[0].memory.id, in: scope).isEmbedded)

        let asked = try await embedding.server.counters().inputs
        _ = try await embedding.memories.store([memory("the harbour")], in: scope)
        try await embedding.expectAllEmbedded(4, in: scope)
        let found = try await embedding.find("fact of harbours", in: scope)
        #expect(found.usedEmbedding && found.memories.contains { $0.vectorRank == 1 })
        #expect(try await own.counters().inputs == 5)
        #expect(try await embedding.server.counters().inputs == asked)

        // Others are served by the deployment's all the while.
        _ = try await embedding.memories.store([memory("the harbour")], in: other)
        try await embedding.expectAllEmbedded(1, in: other)
        #expect(try await models("memory_embeddings", embedding, in: other) == ["test": 1])
        #expect(try await own.counters().inputs == 5)

        try await unsetOwn(embedding, in: scope)
        try await embedding.expectAllEmbedded(4, in: scope)
        #expect(try await models("memory_embeddings", embedding, in: scope) == ["test": 4])
        #expect(try await embedding.find("fact of quays", in: scope).usedEmbedding)
        #expect(try await own.counters().inputs == 5)
      }
    }
    own.stop()
  }

  @Test func `documents and messages are embedded anew as well`() async throws {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let domain = embedding.domain
      let scope = try DomainFixture.scope()
      _ = try await domain.settings.update(
        SettingsChange(
          organizationLimit: .keep, projectLimit: .keep, userLimit: .keep,
          embedsMessages: .set(true)), in: scope)
      let conversation = try await domain.conversation(in: scope)
      _ = try await domain.messages.append(
        [message("The watchmen sleep."), message("Good night.")], to: conversation, in: scope)
      let put = try await domain.documents.put(document("About the harbour."), in: scope)
      let sweep = ConversationEmbeddingSweep(
        lanes: domain.systemLanes, isOn: false, signal: JobSignal(), logger: DomainFixture.logger)
      try await embedding.working {
        try await sweep.sweepAll()
        try await expectNoJobs(embedding, in: scope)
        #expect(try await models("message_embeddings", embedding, in: scope) == ["test": 3])
        #expect(try await models("chunk_embeddings", embedding, in: scope) == ["test": 1])

        try await setOwn(own, embedding, in: scope)
        #expect(try await !domain.documents.get(put.document.id, in: scope).isEmbedded)
        try await expectNoJobs(embedding, in: scope)
        #expect(try await models("message_embeddings", embedding, in: scope) == ["own": 3])
        #expect(try await models("message_embedding_progress", embedding, in: scope) == ["own": 1])
        #expect(try await models("chunk_embeddings", embedding, in: scope) == ["own": 1])
        #expect(try await models("document_embeddings", embedding, in: scope) == ["own": 1])
        #expect(try await domain.documents.get(put.document.id, in: scope).isEmbedded)
        let asked = try await embedding.server.counters().inputs
        let context = try await embedding.contexts.assemble(
          ContextRequest(conversation: conversation, query: "harbour"), in: scope)
        #expect(context.usedEmbedding)
        #expect(try await embedding.server.counters().inputs == asked)
      }
    }
    own.stop()
  }

  @Test func `a model of one organization that refuses keeps nobody else waiting`() async throws {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      let other = try DomainFixture.scope()
      try await setOwn(own, key: "sk-wrong", embedding, in: scope)
      try await embedding.models.refresh()
      _ = try await embedding.memories.store([memory("tea")], in: scope)
      _ = try await embedding.memories.store([memory("tea")], in: other)
      let outcomes = try await embedding.handle(10)
      #expect(outcomes.count == 3)
      // The organization as a whole, and the other one's memory.
      #expect(outcomes.count { $0 == .done } == 2)
      #expect(outcomes.contains { if case .retry = $0 { true } else { false } })
      #expect(try await embedding.embeddedCount(in: other) == 1)
      let found = try await embedding.find("tea", in: scope)
      #expect(!found.usedEmbedding && found.memories.count == 1)

      // The right key mends it.
      try await setOwn(own, embedding, in: scope)
      try await embedding.working { try await embedding.expectAllEmbedded(1, in: scope) }
      #expect(try await models("memory_embeddings", embedding, in: scope) == ["own": 1])
    }
    own.stop()
  }

  @Test func `a process that can't ask models of organizations leaves their jobs to others`()
    async throws
  {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      try await setOwn(own, embedding, in: scope)
      _ = try await embedding.memories.store([memory("tea")], in: scope)
      let domain = embedding.domain
      let models = EmbeddingModels(
        lanes: domain.systemLanes, cache: EmbeddingCache(maxBytes: 0), logger: DomainFixture.logger
      ) { try LocalEmbeddings(dimensions: $0.model.dimensions) }
      try await models.refresh()
      #expect(models.active(for: scope.organizationID.text) == nil)
      let handler = EmbeddingHandler(
        embedders: [
          MemoryEmbedder(
            lanes: domain.systemLanes, models: models, logger: DomainFixture.logger)
        ], models: models, logger: DomainFixture.logger)
      let outcomes = await handler.handle(try await embedding.jobs(10))
      #expect(!outcomes.isEmpty && outcomes.allSatisfy { $0 == .giveBack(after: .seconds(10)) })
      #expect(try await embedding.server.counters().requests == 0)
    }
    own.stop()
  }

  @Test func `a model of an organization is reached on the internet only, unless it is allowed`()
    async throws
  {
    let own = try await OpenAIServer.start()
    try await EmbeddingFixture.use(reachesPrivate: false) { embedding in
      let scope = try DomainFixture.scope()
      try await setOwn(own, key: nil, embedding, in: scope)
      try await embedding.models.refresh()
      let stored = try await embedding.memories.store([memory("tea")], in: scope)
      #expect(await embedding.embedder.states(of: stored, waiting: true, in: scope) == [false])
      #expect(try await !embedding.find("tea", in: scope).usedEmbedding)
      #expect(try await own.counters().requests == 0)
      #expect(try await embedding.server.counters().requests == 0)
    }
    own.stop()
  }

  @Test func `a change of the deployment's model leaves organizations with their own alone`()
    async throws
  {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let domain = embedding.domain
      let scope = try DomainFixture.scope()
      try await setOwn(own, embedding, in: scope)
      _ = try await embedding.memories.store([memory("tea")], in: scope)
      try await embedding.working { try await embedding.expectAllEmbedded(1, in: scope) }
      let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
      guard
        case .building(let id) = try await change.begin(
          .init(model: EmbeddingModel(name: "next", dimensions: 32), baseURL: "http://next/v1"))
      else {
        Issue.record("it is not being built")
        return
      }
      try await change.enqueueMissing(id)
      #expect(try await domain.rowCount(of: "jobs", in: scope) == 0)
      #expect(try await change.progress(id) == ModelChange.Progress(embedded: 0, texts: 0))
      #expect(try await change.activateIfComplete(id))
      try await change.dropRetired()
      #expect(try await models("memory_embeddings", embedding, in: scope) == ["own": 1])
    }
    own.stop()
  }

  @Test func `the deployment's model may be an organization's own, and outlive the deployment's`()
    async throws
  {
    try await EmbeddingFixture.use { embedding in
      let domain = embedding.domain
      let scope = try DomainFixture.scope()
      let other = try DomainFixture.scope()
      for scope in [scope, other] {
        _ = try await embedding.memories.store([memory("tea")], in: scope)
      }
      try await embedding.working {
        try await embedding.expectAllEmbedded(1, in: scope)
        try await embedding.expectAllEmbedded(1, in: other)
      }
      // By the same name, at the same place, with as many dimensions: what is embedded stays.
      try await domain.setLLM(in: scope) {
        $0.baseURL = .set(embedding.server.baseURL + "/")
        $0.embeddingModel = .set("test")
      }
      #expect(try await domain.all(view(user: "ann"), in: scope).allSatisfy(\.isEmbedded))
      let asked = try await embedding.server.counters().inputs
      try await embedding.working { try await embedding.expectAllEmbedded(1, in: scope) }
      #expect(try await embedding.server.counters().inputs == asked)

      let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
      let next = DeployedModel.Settings(
        model: EmbeddingModel(name: "next", dimensions: 1536), baseURL: embedding.server.baseURL)
      guard case .building(let id) = try await change.begin(next) else {
        Issue.record("it is not being built")
        return
      }
      try await change.enqueueMissing(id)
      try await embedding.models.refresh()
      try await embedding.working { try await embedding.expectAllEmbedded(2, in: other) }
      while try await !change.activateIfComplete(id) {
        try await Task.sleep(for: .milliseconds(50))
      }
      try await change.dropRetired()
      #expect(try await models("memory_embeddings", embedding, in: other) == ["next": 1])
      #expect(try await models("memory_embeddings", embedding, in: scope) == ["test": 1])
      try await embedding.models.refresh()
      #expect(try await embedding.find("tea leaves", in: scope).usedEmbedding)

      // With the organization that used it the model goes.
      try await unsetOwn(embedding, in: scope)
      try await embedding.working { try await embedding.expectAllEmbedded(1, in: scope) }
      #expect(try await models("memory_embeddings", embedding, in: scope) == ["next": 1])
      try await change.dropRetired()
      #expect(try await modelCount(embedding) == 1)
    }
  }

  @Test func `a change that is committed while the job for one before it runs is not missed`()
    async throws
  {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let domain = embedding.domain
      let scope = try DomainFixture.scope()
      try await setOwn(own, embedding, in: scope)
      _ = try await embedding.memories.store([memory("tea")], in: scope)
      try await embedding.working { try await embedding.expectAllEmbedded(1, in: scope) }
      let session = try await PostgresSession.connect(url: domain.url)
      func run(_ name: String, _ sql: String) async throws {
        try await session.execute(Statement(name: name, sql: sql))
      }
      try await run("begin", "begin")
      try await run(
        "unset",
        "update engram.organization_settings set embedding_model = null, embedding_model_id = null")
      let embedder = OrganizationEmbedder(
        lanes: domain.systemLanes, models: embedding.models, signal: JobSignal())
      let subject = EmbeddingSubject(organization: scope.organizationID.text, id: UUID())
      async let done = embedder.embed([subject], deadline: nil)
      try await Task.sleep(for: .milliseconds(300))
      try await run("commit", "commit")
      #expect(try await done.isEmpty)
      #expect(try await domain.rowCount(of: "jobs", in: scope) == 1)
      #expect(try await models("memory_embeddings", embedding, in: scope) == [:])
      await session.close()
    }
    own.stop()
  }

  @Test func `a store that waits is told the truth by a process that has not heard of the change`()
    async throws
  {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      try await setOwn(own, embedding, in: scope)
      let stored = try await embedding.memories.store([memory("tea")], in: scope)
      #expect(!embedding.models.hasOwn(scope.organizationID.text))
      #expect(await embedding.embedder.states(of: stored, waiting: true, in: scope) == [true])
      #expect(try await models("memory_embeddings", embedding, in: scope) == ["own": 1])
      #expect(try await embedding.server.counters().requests == 0)
    }
    own.stop()
  }

  @Test func `what is asked of an organization that is being erased goes to no other model`()
    async throws
  {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let scope = try DomainFixture.scope()
      try await setOwn(own, embedding, in: scope)
      try await embedding.domain.organizations.delete(in: scope)
      try await embedding.models.refresh()
      _ = try? await embedding.find("tea", in: scope)
      #expect(embedding.models.hasOwn(scope.organizationID.text))
      #expect(try await embedding.server.counters().requests == 0)
      try await embedding.domain.purge.sweep()
      try await embedding.models.refresh()
      #expect(!embedding.models.hasOwn(scope.organizationID.text))
    }
    own.stop()
  }

  @Test func `organizations that call a model the same have one, each with its own key`()
    async throws
  {
    let own = try await OpenAIServer.start(key: Self.key)
    try await EmbeddingFixture.use { embedding in
      let scopes = try (0..<8).map { _ in try DomainFixture.scope() }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for (number, scope) in scopes.enumerated() {
          let key = number == 0 ? "sk-wrong" : Self.key
          group.addTask { try await setOwn(own, key: key, embedding, in: scope) }
        }
        try await group.waitForAll()
      }
      #expect(try await modelCount(embedding) == 2)
      try await embedding.models.refresh()
      for (number, scope) in scopes.enumerated() {
        let stored = try await embedding.memories.store([memory("tea")], in: scope)
        let isEmbedded = await embedding.embedder.states(of: stored, waiting: true, in: scope)
        #expect(isEmbedded == [number != 0])
      }
    }
    own.stop()
  }

  @Test func `the settings say which model holds, and refuse one that can't be reached`()
    async throws
  {
    try await EmbeddingFixture.use { embedding in
      let domain = embedding.domain
      let scope = try DomainFixture.scope()
      await #expect(throws: LLMSettingsChange.embeddingNeedsURL) {
        try await domain.setLLM(in: scope) { $0.embeddingModel = .set("own") }
      }
      let set = try await domain.setLLM(in: scope) {
        $0.baseURL = .set("https://llm.example/v1")
        $0.embeddingModel = .set("own")
      }
      #expect(set.llm.embeddingModel == "own" && set.llm.embeddingDimensions == nil)
      #expect(set.effectiveLLM.embeddingModel == "own")
      #expect(set.effectiveLLM.embeddingDimensions == 1_536)
      await #expect(throws: LLMSettingsChange.embeddingNeedsURL) {
        try await domain.setLLM(in: scope) { $0.baseURL = .set(nil) }
      }
      let unset = try await domain.setLLM(in: scope) {
        $0.baseURL = .set(nil)
        $0.embeddingModel = .set(nil)
      }
      #expect(unset.llm.embeddingModel == nil && unset.llm.baseURL == nil)
    }
  }

  private func modelCount(_ embedding: EmbeddingFixture) async throws -> Int64 {
    let session = try await PostgresSession.connect(url: embedding.domain.url)
    let rows = try await session.run(
      Query(Statement(name: "models", sql: "select count(*) from engram.embedding_models"), []) {
        row in try row.decode(0, as: Int64.self)
      })
    await session.close()
    return rows[0]
  }

  /// Waits until no job is left, for at most a minute.
  private func expectNoJobs(_ embedding: EmbeddingFixture, in scope: RequestScope) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try await embedding.domain.rowCount(of: "jobs", in: scope) > 0 {
      guard ContinuousClock.now < end else {
        Issue.record("jobs are left")
        return
      }
      try await Task.sleep(for: .milliseconds(50))
    }
  }
}
