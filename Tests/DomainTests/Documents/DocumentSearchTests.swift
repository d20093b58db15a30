import FoundationEssentials
import LLM
import Postgres
import Testing

@testable import Domain

@Suite struct DocumentSearchTests {
  private static let guide = """
    # Harbour guide

    Ships of any size may enter the harbour by day.

    ## Cranes

    The violinists of the orchestra rehearse beside the old crane.

    ## Fees

    A mooring costs nine crowns for each night, payable in advance.
    """

  @Test func `words find chunks that are not embedded yet`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let put = try await domain.documents.put(
      document(Self.guide, title: "Guide", source: "file:///guide"), in: scope)
    let found = try await domain.documentSearch.search(
      DocumentQuery(text: "What does mooring cost?"), from: view(user: "ann"), in: scope)
    let best = try #require(found.chunks.first)
    #expect(best.documentID == put.document.id && best.title == "Guide")
    #expect(best.sourceURI == "file:///guide" && best.updatedAt == put.document.updatedAt)
    #expect(best.content.contains("nine crowns") && best.wordRank == 1 && best.vectorRank == nil)
    #expect(found.usedEmbedding)
  }

  @Test func `meaning finds what shares no word with the query`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let paragraphs = [
      "The quarterly report is due on Friday. ", "Carla plays the violin in an orchestra. ",
      "Bob repairs old bicycles at weekends. ",
    ]
    for text in paragraphs { try await domain.putEmbedded(document(text), in: scope) }
    let found = try await domain.find("violinists, orchestral", view(user: "ann"), in: scope)
    #expect(found.first?.content == paragraphs[1])
    #expect(found.first?.vectorRank == 1 && found.count == 3)
    for chunk in found { #expect(abs(chunk.wordScore + chunk.vectorScore - chunk.score) < 1e-9) }
    #expect(found.map(\.score) == found.map(\.score).sorted(by: >))
  }

  @Test func `title and headings find the chunks below them`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let text = (1...8).map { "Sentence \($0) is about something else entirely, at length. " }
    let long = String(repeating: text.joined(), count: 12)
    let put = try await domain.documents.put(
      document("# Zeppelins\n\n\(long)", title: "Airships"), in: scope)
    for word in ["zeppelins", "airship"] {
      let found = try await domain.find(word, view(user: "ann"), in: scope, limit: 100)
      #expect(found.count == Int(put.document.chunkCount) && found.count > 2)
      #expect(found.allSatisfy { $0.heading == "Zeppelins" && $0.title == "Airships" })
    }
  }

  @Test func `a search sees what the caller sees, and no more`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let other = try DomainFixture.scope()
    let places: [(String, MemoryScope, String?, String?, RequestScope)] = [
      ("tea of all", .organization, nil, nil, scope), ("tea of p", .project, "p", nil, scope),
      ("tea of q", .project, "q", nil, scope), ("tea of ann", .user, nil, "ann", scope),
      ("tea of ann in p", .user, "p", "ann", scope), ("tea of bob", .user, nil, "bob", scope),
      ("tea of others", .organization, nil, nil, other),
    ]
    for (text, level, project, user, scope) in places {
      try await domain.putEmbedded(
        document(text, scope: level, project: project, user: user), in: scope)
    }
    func seen(_ view: MemoryView) async throws -> Set<String> {
      Set(try await domain.find("tea", view, in: scope, limit: 100).map(\.content))
    }
    #expect(try await seen(view()) == ["tea of all"])
    #expect(try await seen(view(user: "ann")) == ["tea of all", "tea of ann"])
    #expect(try await seen(view(project: "p")) == ["tea of all", "tea of p"])
    #expect(
      try await seen(view(project: "p", user: "ann"))
        == ["tea of all", "tea of p", "tea of ann", "tea of ann in p"])
    #expect(try await seen(view(user: "ann", scopes: [.user])) == ["tea of ann"])
    #expect(try await seen(view(project: "nowhere", user: "nobody")) == ["tea of all"])
  }

  @Test func `filters leave out what they say`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    var ids: [DocumentID] = []
    for number in 0..<4 {
      let put = try await domain.putEmbedded(
        document("tea \(number)", metadata: number % 2 == 0 ? #"{"even": true}"# : nil), in: scope)
      ids.append(put.id)
    }
    let here = try view(user: "ann")
    let even = try await domain.find("tea", here, in: scope, metadata: #"{"even": true}"#)
    #expect(Set(even.map(\.documentID)) == [ids[0], ids[2]])
    let some = try await domain.find("tea", here, in: scope, documents: [ids[1], DocumentID()])
    #expect(some.map(\.documentID) == [ids[1]] && some[0].vectorRank == 1)
    #expect(try await domain.find("tea", here, in: scope, documents: [DocumentID()]).isEmpty)
    #expect(try await domain.find("tea", here, in: scope, limit: 3).count == 3)
  }

  @Test func `any text is a query, and finds nothing where there is nothing`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    #expect(try await domain.find("tea", view(user: "ann"), in: scope).isEmpty)
    _ = try await domain.documents.put(document("It's a \\ 'quoted' & | ! text"), in: scope)
    for query in [
      "'", "\\", "& | !", "the of and", "it's 'quoted'", "\u{1}", "🚆",
      String(repeating: "x ", count: 8_000),
    ] {
      _ = try await domain.find(query, view(user: "ann"), in: scope)
    }
    #expect(try await domain.find("quoted", view(user: "ann"), in: scope).count == 1)
  }

  @Test func `the word of a scope can't be asked for`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let other = try DomainFixture.scope()
    _ = try await domain.documents.put(
      document("secret", scope: .organization, user: nil), in: other)
    _ = try await domain.documents.put(document("mine", scope: .organization, user: nil), in: scope)
    let word = "\u{1}\(other.organizationID.text)\u{1}1"
    #expect(try await domain.find(word, view(), in: scope).allSatisfy { $0.content == "mine" })
    let rows = try await domain.lanes.run(
      UnitOptions(organizations: [scope.organizationID.text]),
      Query(
        Statement(
          name: "foreign_words",
          sql: """
            select document_id
            from engram.chunks_with_words($1, '{1}', null, null, '{secret}', 20, 1, 10)
            """),
        [.text(other.organizationID.text)]
      ) { row in try row.decode(0, as: UUID.self) })
    #expect(rows.isEmpty)
  }

  @Test(arguments: [2, 30, 600])
  func `nearest chunks are the exact ones, whatever the number of documents`(
    count: Int
  ) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    var put: [Document] = []
    for number in 0..<count {
      put.append(
        try await domain.documents.put(
          document("Note \(number) tells of topic \(number % 37) and \(number * 7 % 101)."),
          in: scope
        ).document)
    }
    try await domain.embed(put, in: scope)
    let found = try await domain.find("topics about 5", view(user: "ann"), in: scope, limit: 100)
    let ranks = found.compactMap(\.vectorRank).sorted()
    #expect(ranks == Array(1...Int64(min(count, 100))))
  }
}
