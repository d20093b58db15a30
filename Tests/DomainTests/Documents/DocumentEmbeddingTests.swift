import FoundationEssentials
import HTTPClient
import LLM
import Postgres
import TestSupport
import Testing

@testable import Domain

/// One after the other: each has a database and a provider of its own.
@Suite(.serialized) struct DocumentEmbeddingTests {
  private static let text = (0..<1_500).map { "Sentence \($0) stands in a long document." }
    .joined(separator: "\n\n")

  @Test func `a document is embedded by the queue, turn by turn, beside memories`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let put = try await domain.documents.put(
      document(String(repeating: Self.text + "\n\n", count: 14)), in: scope
    ).document
    #expect(put.chunkCount > 600)
    try await domain.store(memory("beside"), in: scope)
    var queue = JobQueueConfiguration(
      .embedding,
      handler: EmbeddingHandler(
        embedders: [domain.embedder, domain.documentEmbedder], models: domain.models,
        logger: DomainFixture.logger))
    queue.batchSize = 16
    let workers = JobWorkers(
      lanes: domain.systemLanes, redis: nil, queues: [queue], signal: JobSignal(),
      timings: JobFixture.timings, logger: DomainFixture.logger)
    let running = Task { await workers.run() }
    while try await domain.rowCount(of: "jobs", in: scope) > 0 {
      try await Task.sleep(for: .milliseconds(50))
    }
    running.cancel()
    await running.value
    #expect(try await domain.documents.get(put.id, in: scope).isEmbedded)
    #expect(
      try await domain.rowCount(of: "chunk_embeddings", in: scope) == Int64(put.chunkCount))
    #expect(try await domain.rowCount(of: "memory_embeddings", in: scope) == 1)
    await domain.close()
  }

  @Test func `a version that is replaced while it is embedded leaves no embedding behind`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let id = DocumentID()
    try await withThrowingTaskGroup { group in
      group.addTask {
        for number in 0..<10 {
          let text = (0..<60).map { "Edition \(number), sentence \($0) of it." }
          _ = try await domain.documents.put(
            document(text.joined(separator: " "), id: id), in: scope)
        }
      }
      group.addTask {
        for _ in 0..<30 {
          _ = try await domain.documentEmbedder.embed(
            [EmbeddingSubject(organization: scope.organizationID.text, id: id.uuid)], deadline: nil)
        }
      }
      try await group.waitForAll()
    }
    let last = try await domain.documents.get(id, in: scope)
    try await domain.embed([last], in: scope)
    #expect(try await domain.documents.get(id, in: scope).isEmbedded)
    #expect(
      try await domain.rowCount(of: "chunk_embeddings", in: scope) == Int64(last.chunkCount))
    await domain.close()
  }

  @Test func `a change of the model covers documents`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let put = try await domain.putEmbedded(document(Self.text), in: scope)
    try await domain.store(memory("a memory"), in: scope)
    let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
    let next = DeployedModel.Settings(
      model: try LocalEmbeddings(dimensions: 128).model, baseURL: nil)
    guard case .building(let id) = try await change.begin(next) else {
      Issue.record("it is not being built")
      return
    }
    let chunks = Int64(put.chunkCount)
    let before = try await change.progress(id)
    #expect(before.embedded == 0 && before.texts == chunks + 1)
    try await change.enqueueMissing(id)
    #expect(try await domain.rowCount(of: "jobs", in: scope) == 2)
    try await domain.embed([put], in: scope)
    #expect(try await change.progress(id).embedded == chunks)
    #expect(try await domain.rowCount(of: "chunk_embeddings", in: scope) == 2 * chunks)
    let memories = try await domain.all(view(user: "ann"), in: scope)
    _ = try await domain.embedder.embed(
      memories.map { EmbeddingSubject(organization: scope.organizationID.text, id: $0.id.uuid) },
      deadline: nil)
    while try await !change.activateIfComplete(id) {
      try await Task.sleep(for: .milliseconds(50))
    }
    try await change.dropRetired()
    #expect(try await domain.rowCount(of: "chunk_embeddings", in: scope) == chunks)
    #expect(try await domain.documents.get(put.id, in: scope).isEmbedded)
    await domain.close()
  }

  @Test
  func `without its provider a document is found by words, and a refused chunk holds up no other`()
    async throws
  {
    let server = try await OpenAIServer.start()
    let domain = try await DomainFixture(embeddings: nil)
    let client = try HTTPClient()
    let baseURL = server.baseURL
    let models = EmbeddingModels(
      lanes: domain.systemLanes, cache: EmbeddingCache(maxBytes: 0), logger: DomainFixture.logger
    ) { settings in
      var options = OpenAIEmbeddings.Options()
      options.breakerDelay = .milliseconds(100)
      options.timeout = .seconds(5)
      return OpenAIEmbeddings(
        try EmbeddingEndpoint(baseURL: baseURL, model: settings.model), client: client,
        options: options)
    }
    _ = try await models.begin(
      with: .init(model: EmbeddingModel(name: "test", dimensions: 64), baseURL: baseURL))
    let embedder = DocumentEmbedder(lanes: domain.systemLanes, models: models)
    let search = DocumentSearch(
      lanes: domain.lanes, words: domain.words, models: models, copies: domain.documentCopies,
      logger: DomainFixture.logger)
    let scope = try DomainFixture.scope()
    let put = try await domain.documents.put(document(Self.text), in: scope).document
    let subject = EmbeddingSubject(organization: scope.organizationID.text, id: put.id.uuid)
    // The whole batch; one half; the rest is taken.
    try await server.set(OpenAIBehaviour(failNext: [.status(400), .status(400)]))
    await #expect(throws: LLMError.self) {
      try await embedder.embed([subject], deadline: .now + .seconds(30))
    }
    #expect(try await domain.rowCount(of: "chunk_embeddings", in: scope) > 0)
    #expect(try await embedder.embed([subject], deadline: .now + .seconds(30)).isEmpty)
    #expect(try await domain.documents.get(put.id, in: scope).isEmbedded)
    try await server.stopAndWait()
    let found = try await search.search(
      DocumentQuery(text: "sentence 77"), from: view(user: "ann"), in: scope)
    #expect(!found.usedEmbedding && found.chunks.first?.content.contains("Sentence 77 ") == true)
    await domain.close()
  }
}
