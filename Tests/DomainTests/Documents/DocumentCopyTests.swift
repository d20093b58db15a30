import FoundationEssentials
import LLM
import Postgres
import TestTraffic
import Testing

@testable import Domain

@Suite struct DocumentCopyTests {
  private static let words = (0..<120).map { "word\($0)" }

  private static func text(_ count: Int, _ random: inout SeededGenerator) -> String {
    (0..<count).map { _ in
      // The first ones are the most frequent.
      words[Int.random(in: 0...Int.random(in: 0..<words.count, using: &random), using: &random)]
    }.joined(separator: " ")
  }

  /// Searches until copies of all documents are there.
  private func copy(
    _ domain: DomainFixture, _ view: MemoryView, in scope: RequestScope
  ) async throws {
    for _ in 0..<500 {
      _ = try await domain.find("word1", view, in: scope)
      if domain.documentCopies.copies(
        of: try await states(domain, view, in: scope), kind(domain, scope)) != nil
      {
        return
      }
      try await Task.sleep(for: .milliseconds(10))
    }
    Issue.record("no copies were made")
  }

  private func kind(_ domain: DomainFixture, _ scope: RequestScope) -> DocumentCopies.Kind {
    DocumentCopies.Kind(
      organization: scope.organizationID.text, model: domain.models.active?.deployed.id ?? 0,
      dimensions: domain.models.active?.deployed.settings.model.dimensions ?? 0)
  }

  private func states(
    _ domain: DomainFixture, _ view: MemoryView, in scope: RequestScope
  ) async throws -> [DocumentState] {
    try await domain.lanes.run(
      scope.unit(isIdempotent: true),
      Query(
        DocumentStatements.searchState,
        [scope.organization] + view.parameters + [
          .uuidArray([]), .jsonb(nil), .int2(kind(domain, scope).model), .int4(1_000),
        ]
      ) { row in try DocumentState(row) })
  }

  @Test func `copies rank chunks as the database does`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    var random = SeededGenerator(seed: 11)
    let places: [(MemoryScope, String?, String?)] = [
      (.organization, nil, nil), (.project, "p", nil), (.user, nil, "ann"), (.user, "p", "ann"),
      (.user, "q", "ann"), (.project, "q", nil), (.user, nil, "bob"),
    ]
    for (number, place) in places.enumerated() {
      for part in 0..<3 {
        try await domain.putEmbedded(
          document(
            (0..<8).map { _ in Self.text(60, &random) }.joined(separator: ".\n\n"),
            title: "\(number) \(part)", scope: place.0, project: place.1, user: place.2,
            metadata: #"{"part":\#(part)}"#), in: scope)
      }
    }
    let view = try view(project: "p", user: "ann")
    try await copy(domain, view, in: scope)
    let database = domain.databaseSearch()
    for number in 0..<120 {
      let query = try DocumentQuery(
        text: Self.text(1 + number % 6, &random),
        metadata: number % 3 == 0 ? MetadataObject(#"{"part":1}"#) : nil, limit: 20)
      let found = try await domain.documentSearch.search(query, from: view, in: scope)
      let expected = try await database.search(query, from: view, in: scope)
      #expect(found.usedEmbedding && found.chunks.count == expected.chunks.count)
      for (one, other) in zip(found.chunks, expected.chunks) {
        #expect(abs(one.score - other.score) < 1e-4, "\(query)")
        #expect(abs(one.wordScore + one.vectorScore - one.score) < 1e-9)
      }
      // Where scores are as good as equal, either may come first.
      let names = found.chunks.map { "\($0.title) \($0.ordinal) \($0.content)" }
      let others = expected.chunks.map { "\($0.title) \($0.ordinal) \($0.content)" }
      #expect(Set(names.prefix(15)).isSubset(of: others))
    }
    #expect(domain.documentCopies.byteCount > 0)
    await domain.close()
  }

  @Test func `what is put, replaced or deleted is found so at once`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let view = try view(user: "ann")
    let id = DocumentID()
    for round in 0..<4 {
      try await domain.putEmbedded(document("harbour round\(round)", id: id), in: scope)
      try await domain.putEmbedded(document("other harbour\(round) word1"), in: scope)
      for _ in 0..<2 {
        let found = try await domain.find("round\(round)", view, in: scope)
        #expect(found.first?.content == "harbour round\(round)" && found.first?.wordRank == 1)
        #expect(found.count == round + 2)
        #expect(try await domain.find("round\(round - 1)", view, in: scope).first?.wordRank == nil)
        try await copy(domain, view, in: scope)
      }
    }
    try await domain.documents.delete(id, in: scope)
    #expect(try await domain.find("harbour", view, in: scope).count == 4)
    // Its id comes back, with version 1.
    try await domain.putEmbedded(document("harbour round0 again", id: id), in: scope)
    #expect(
      try await domain.find("round0", view, in: scope).first?.content == "harbour round0 again")
    await domain.close()
  }

  @Test func `a copy knows the embeddings that come after it`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    let view = try view(user: "ann")
    let put = try await domain.documents.put(document("Carla plays the violin."), in: scope)
    try await copy(domain, view, in: scope)
    #expect(try await domain.find("violinists", view, in: scope).first?.vectorRank == nil)
    try await domain.embed([put.document], in: scope)
    #expect(try await domain.find("violinists", view, in: scope).first?.vectorRank == 1)
    try await copy(domain, view, in: scope)
    #expect(try await domain.find("violinists", view, in: scope).first?.vectorRank == 1)
    await domain.close()
  }

  @Test func `copies take no more than they may, and what is in use stays`() async throws {
    let domain = try await DomainFixture()
    let scope = try DomainFixture.scope()
    for user in ["ann", "bob", "eve"] {
      try await domain.putEmbedded(document("word1 of \(user)", user: user), in: scope)
    }
    // Room for one.
    let copies = DocumentCopies(
      lanes: domain.lanes, maxBytes: 2_000, logger: DomainFixture.logger)
    let kind = kind(domain, scope)
    for user in ["ann", "bob", "eve"] {
      let states = try await states(domain, view(user: user), in: scope)
      #expect(copies.takes(states, kind))
      for _ in 0..<2 { await copies.load(states, kind) }
      #expect((copies.copies(of: states, kind) != nil) == (user == "ann"))
      #expect(copies.byteCount > 0 && copies.byteCount <= 2_000)
    }
    await domain.close()
  }
}
