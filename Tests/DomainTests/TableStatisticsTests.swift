import Domain
import Postgres
import Testing

@Suite struct TableStatisticsTests {
  @Test func `a table that grows after it was analyzed empty is analyzed again`() async throws {
    let domain = try await DomainFixture()
    let statistics = TableStatistics(lanes: domain.systemLanes, logger: DomainFixture.logger)
    let session = try await PostgresSession.connect(url: domain.url)
    func knownRows() async throws -> Int64 {
      let rows = try await session.run(
        Query(
          Statement(
            name: "known_rows",
            sql: "select reltuples::int8 from pg_class where oid = 'engram.memories'::regclass"), []
        ) { row in try row.decode(0, as: Int64.self) })
      return try #require(rows.first)
    }
    try await session.execute(
      Statement(name: "vacuum", sql: "vacuum (analyze) engram.memories"))
    try await statistics.update()
    #expect(try await knownRows() == 0)

    let scope = try DomainFixture.scope()
    let text = String(repeating: "much to say, ", count: 80)
    let memories = try (1...100).map { try memory("\($0): \(text)") }
    _ = try await domain.memories.store(memories, in: scope)
    #expect(try await knownRows() == 0)
    try await statistics.update()
    #expect(try await knownRows() == 100)
    await session.close()
    await domain.close()
  }
}
