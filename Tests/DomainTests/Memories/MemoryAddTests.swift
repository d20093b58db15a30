import Domain
import FoundationEssentials
import LLM
import Postgres
import Testing

/// Stores that only add.
@Suite struct MemoryAddTests {
  @Test func `with a model that is computed here a memory has its embedding at once`() async throws
  {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    try await domain.store(memory("to have the scope"), in: scope)
    let stored = try await domain.store(
      memory("tea", importance: 8, metadata: #"{"b": 1,"a":2}"#, expiresIn: 60), in: scope)
    #expect(stored.outcome == .added && stored.memory.isEmbedded && stored.evictedCount == 0)
    #expect(try await domain.memories.get(stored.memory.id, in: scope) == stored.memory)
    let found = try await domain.search.search(
      MemoryQuery(
        text: "tea", types: [], minImportance: nil, metadata: nil, createdAfter: nil,
        createdBefore: nil, limit: 1), from: view(user: "ann"), in: scope)
    #expect(found.memories.map(\.memory.id) == [stored.memory.id])
    #expect(found.memories.first?.vectorRank == 1)
  }

  @Test func `its job is none, but where a text is long or another model is being built`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    try await domain.store(memory("to have the scope"), in: scope)
    let jobs = try await domain.rowCount(of: "jobs", in: scope)
    try await domain.store(memory("short"), in: scope)
    #expect(try await domain.rowCount(of: "jobs", in: scope) == jobs)

    let long = try await domain.store(memory(String(repeating: "long ", count: 8_000)), in: scope)
    #expect(!long.memory.isEmbedded)
    #expect(try await domain.rowCount(of: "jobs", in: scope) == jobs + 1)

    let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
    _ = try await change.begin(
      DeployedModel.Settings(model: LocalEmbeddings(dimensions: 128).model, baseURL: nil))
    let stored = try await domain.store(memory("for both"), in: scope)
    #expect(stored.memory.isEmbedded)
    #expect(try await domain.rowCount(of: "jobs", in: scope) == jobs + 2)
    await domain.close()
  }

  @Test func `a model is not begun to be built while a store is under way`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    try await domain.store(memory("to have the scope"), in: scope)
    let session = try await PostgresSession.connect(url: domain.url)
    _ = try await session.run(
      Query<Never>(Statement(name: "begin", sql: "begin")))
    _ = try await session.run(
      Query<Never>(
        Statement(name: "touch", sql: "update engram.memories set importance = importance")))
    let change = ModelChange(lanes: domain.systemLanes, signal: JobSignal())
    let beginning = Task {
      try await change.begin(
        DeployedModel.Settings(model: LocalEmbeddings(dimensions: 128).model, baseURL: nil))
    }
    try await Task.sleep(for: .milliseconds(200))
    #expect(try await domain.buildingCount() == 0)
    _ = try await session.run(Query<Never>(Statement(name: "commit", sql: "commit")))
    _ = try await beginning.value
    #expect(try await domain.buildingCount() == 1)
    await session.close()
    await domain.close()
  }

  @Test func `a store of many adds all of them or none`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let known = try await domain.store(memory("known"), in: scope)
    await #expect(throws: DomainError.self) {
      try await domain.memories.store(
        [memory("new"), memory("other", id: known.memory.id)], in: scope)
    }
    #expect(try await domain.all(view(user: "ann"), in: scope).map(\.content) == ["known"])
    let stored = try await domain.memories.store(
      [memory("new"), memory("known"), memory("new")], in: scope)
    #expect(stored.map(\.outcome) == [.added, .duplicate, .duplicate])
  }
}

extension DomainFixture {
  /// Models that are being built.
  fileprivate func buildingCount() async throws -> Int64 {
    let session = try await PostgresSession.connect(url: url)
    let rows = try await session.run(
      Query(
        Statement(
          name: "building", sql: "select count(*) from engram.embedding_models where state = 1"),
        []
      ) { row in try row.decode(0, as: Int64.self) })
    await session.close()
    return rows[0]
  }
}
