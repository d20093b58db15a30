import Foundation
import LLM
import Postgres
import Testing

@testable import Domain

/// On databases of their own: whether an index is wanted depends on all that is in one.
@Suite(.serialized) struct DocumentIndexTests {
  private static let topics = [
    "violin", "the harbour at night", "seven crowns", "zeppelin", "日本語",
  ]

  /// 40 documents of 100 chunks whose vectors lie around those of the topics, for each organization.
  private func fill(_ domain: DomainFixture, _ scopes: [RequestScope]) async throws {
    let session = try await PostgresSession.connect(url: domain.url)
    let topics = try await LocalEmbeddings(dimensions: 256).embed(Self.topics, deadline: nil)
      .flatMap { $0 }
    for scope in scopes {
      _ = try await domain.documents.put(
        document("first", scope: .organization, user: nil), in: scope)
      let organization = "'\(scope.organizationID.text)'"
      try await session.execute(
        Statement(
          name: "documents",
          sql: """
            delete from engram.documents where organization_id = \(organization);
            insert into engram.documents (
              organization_id, document_id, scope, title, source_uri, format, version,
              request_hash, chunk_count, word_count, token_count, byte_count, created_at, updated_at)
            select \(organization), gen_random_uuid(), 1, '', '', 1, 1, sha256(''), 100, 0, 1, 1000,
              now(), now()
            from generate_series(1, 40);
            insert into engram.document_chunks (
              organization_id, document_id, version, ordinal, scope_key, from_byte, to_byte,
              token_count, word_count, heading, content, words)
            select organization_id, document_id, 1, i, '1', i, i + 1, 1, 0, '', 'x', ''
            from engram.documents, generate_series(0, 99) i
            where organization_id = \(organization)
            """))
      _ = try await session.run(
        Query(
          Statement(
            name: "embeddings",
            sql: """
              insert into engram.chunk_embeddings (
                organization_id, document_id, version, ordinal, model_id, scope_key, embedding)
              select c.organization_id, c.document_id, 1, c.ordinal, a.model_id, '1',
                public.l2_normalize(engram.embedding(v.numbers))
              from engram.document_chunks c
              cross join engram.embedding_models a
              cross join lateral (
                select array_agg(
                  ($2::real[])[256 * (c.ordinal % 5) + i]
                    + 0.5::real * ($2::real[])[256 * (c.ordinal / 5 % 5) + i]
                    + 0.06::real * (random() - 0.5)::real) as numbers
                from generate_series(1, 256) i
              ) v
              where c.organization_id = $1
              """), [.text(scope.organizationID.text), .float4Array(topics)]))
    }
    try await session.execute(Statement(name: "analyze", sql: "analyze"))
    await session.close()
  }

  private func indexCount(_ domain: DomainFixture) async throws -> Int {
    try await domain.systemLanes.run(
      UnitOptions(organizations: []),
      Query(
        Statement(
          name: "vector_indexes",
          sql: """
            select 1 from engram.embedding_models a
            where engram.indexed_vectors(a.model_id) is not null
            """), []
      ) { row in try row.decode(0, as: Int32.self) }
    ).count
  }

  /// The chunks among the nearest, by document and place.
  private func nearest(
    _ text: String, _ domain: DomainFixture, in scope: RequestScope, exactLimit: Int64
  ) async throws -> [String] {
    let found = try await domain.databaseSearch(exactLimit: exactLimit).search(
      DocumentQuery(text: text, limit: 100), from: view(), in: scope)
    return found.chunks.map { "\($0.documentID.text) \($0.ordinal)" }
  }

  @Test func `a scope with many chunks gets an index, which finds what comparing all of them does`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let other = try DomainFixture.scope()
    try await fill(domain, [scope, other])
    func indexes(_ limit: Int64) -> DocumentIndexes {
      DocumentIndexes(
        url: domain.url, lanes: domain.systemLanes, limit: limit, logger: DomainFixture.logger)
    }
    try await indexes(4_000).build()
    #expect(try await indexCount(domain) == 0)
    try await indexes(1_000).build()
    #expect(try await indexCount(domain) == 1)
    try await indexes(1_000).build()

    var found = 0
    var wanted = 0
    for text in Self.topics {
      let exact = try await nearest(text, domain, in: scope, exactLimit: .max)
      let indexed = try await nearest(text, domain, in: scope, exactLimit: 1_000)
      #expect(exact.count == 100)
      wanted += exact.count
      found += Set(exact).intersection(indexed).count
    }
    #expect(found * 10 >= wanted * 9, "\(found) of \(wanted)")
    await domain.close()
  }

  @Test func `an index that was not completed is built again, and by one process only`()
    async throws
  {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    try await fill(domain, [scope])
    let session = try await PostgresSession.connect(url: domain.url)
    try await session.execute(
      Statement(
        name: "broken",
        sql: """
          set role engram_owner;
          create index chunk_embeddings_hnsw_1 on engram.chunk_embeddings
          using hnsw ((embedding::public.halfvec(256)) public.halfvec_ip_ops) where model_id = 1;
          reset role;
          update pg_index set indisvalid = false
          where indexrelid = 'engram.chunk_embeddings_hnsw_1'::regclass
          """))
    await session.close()
    #expect(try await indexCount(domain) == 0)
    #expect(try await nearest("violin", domain, in: scope, exactLimit: 1_000).count == 100)
    try await withThrowingTaskGroup { group in
      for _ in 0..<3 {
        group.addTask {
          try await DocumentIndexes(
            url: domain.url, lanes: domain.systemLanes, limit: 1_000, logger: DomainFixture.logger
          ).build()
        }
      }
      try await group.waitForAll()
    }
    #expect(try await indexCount(domain) == 1)
    await domain.close()
  }
}
