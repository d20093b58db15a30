import Domain
import FoundationEssentials
import Postgres
import Testing

@Suite struct DocumentStoreTests {
  @Test func `a document comes back as it was put`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let content = "# Tea\r\n\r\nAnn drinks it. 日本茶も。\n\n```\ncode\n```\n  \n"
    let put = try await domain.documents.put(
      document(
        content, title: "Drinks", scope: .project, project: "p", user: nil,
        source: "file:///tea.md",
        metadata: #"{"k": 1}"#), in: scope)
    #expect(put.outcome == .created)
    let read = try await domain.documents.getWithContent(put.document.id, in: scope)
    #expect(read.document == put.document && read.content == content)
    #expect(read.document.title == "Drinks" && read.document.sourceURI == "file:///tea.md")
    #expect(read.document.place.scope == .project && read.document.place.projectID?.text == "p")
    #expect(read.document.format == .markdown && read.document.metadata?.json == #"{"k": 1}"#)
    #expect(read.document.version == 1 && read.document.chunkCount == 1)
    #expect(Int(read.document.byteCount) == content.utf8.count && !read.document.isEmbedded)
  }

  @Test func `the same request changes nothing, and another one replaces`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = DocumentID()
    let first = try await domain.documents.put(document("old words", id: id), in: scope)
    let again = try await domain.documents.put(document("old words", id: id), in: scope)
    #expect(again.outcome == .repeated && again.document == first.document)
    let next = try await domain.documents.put(
      document("new phrase", id: id, scope: .organization, user: nil), in: scope)
    #expect(next.outcome == .replaced && next.document.version == 2)
    #expect(next.document.createdAt == first.document.createdAt)
    #expect(next.document.place.scope == .organization)
    #expect(try await domain.documents.getWithContent(id, in: scope).content == "new phrase")
    #expect(try await domain.rowCount(of: "document_chunks", in: scope) == 1)
    #expect(try await domain.find("old words", view(user: "ann"), in: scope).isEmpty)
    #expect(try await domain.find("new phrase", view(), in: scope).count == 1)
  }

  @Test func `a document of 3 MiB is put, found at its end, read and replaced`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let sentence = "The committee met again and spoke at length about the harbour. "
    let end = "The zeppelin landed at dawn."
    let count = (TextLimits.maxDocumentBytes - end.utf8.count) / sentence.utf8.count
    let content = String(repeating: sentence, count: count) + end
    let id = DocumentID()
    let put = try await domain.documents.put(document(content, id: id), in: scope)
    #expect(put.document.chunkCount > 1_900)
    #expect(try await domain.documents.getWithContent(id, in: scope).content == content)
    let found = try await domain.find("zeppelin", view(user: "ann"), in: scope)
    #expect(found.count == 1 && found[0].content.hasSuffix(end))
    #expect(Int(found[0].bytes.upperBound) == content.utf8.count)
    _ = try await domain.documents.put(document("short", id: id), in: scope)
    #expect(try await domain.rowCount(of: "document_chunks", in: scope) == 1)
    #expect(throws: DomainError.self) { try document(content + sentence) }
  }

  @Test func `a search sees one version or the other while a document is replaced`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = DocumentID()
    func version(_ number: Int) throws -> NewDocument {
      let text = (0..<40).map { "Harbour note \($0) of edition\(number) is kept here." }
        .joined(separator: "\n\n")
      return try document(text, id: id)
    }
    _ = try await domain.documents.put(version(0), in: scope)
    try await withThrowingTaskGroup { group in
      group.addTask {
        for number in 1...12 { _ = try await domain.documents.put(version(number), in: scope) }
      }
      for _ in 0..<3 {
        group.addTask {
          for _ in 0..<25 {
            let found = try await domain.find(
              "harbour note", view(user: "ann"), in: scope, limit: 100)
            let editions = Set(
              found.flatMap { $0.content.matches(of: /edition(\d+)/).map { String($0.output.1) } })
            #expect(editions.count == 1)
            let ordinals = found.map(\.ordinal).sorted()
            #expect(ordinals == Array(0..<Int32(ordinals.count)) && ordinals.count > 1)
          }
        }
      }
      try await group.waitForAll()
    }
  }

  @Test(arguments: 0..<8)
  func `puts of one document at once leave one of them, whole`(_: Int) async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let id = DocumentID()
    try await withThrowingTaskGroup { group in
      for number in 0..<12 {
        group.addTask {
          _ = try await domain.documents.put(
            document("text \(number)", id: id, title: "title \(number)"), in: scope)
        }
      }
      try await group.waitForAll()
    }
    let read = try await domain.documents.getWithContent(id, in: scope)
    #expect(read.document.version == 12)
    #expect(read.content == read.document.title.replacing("title", with: "text"))
    #expect(try await domain.rowCount(of: "document_chunks", in: scope) == 1)
  }

  @Test func `a deleted document is gone with its chunks and embeddings`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    let put = try await domain.putEmbedded(document("to be forgotten"), in: scope)
    try await domain.documents.delete(put.id, in: scope)
    await #expect(throws: DomainError.notFound(.document)) {
      try await domain.documents.get(put.id, in: scope)
    }
    await #expect(throws: DomainError.notFound(.document)) {
      try await domain.documents.delete(put.id, in: scope)
    }
    for table in ["documents", "document_chunks", "chunk_embeddings", "document_embeddings"] {
      #expect(try await domain.rowCount(of: table, in: scope) == 0, "\(table)")
    }
  }

  @Test func `lists show what is seen, the newest first, page by page`() async throws {
    let domain = try await DomainFixture.shared
    let scope = try DomainFixture.scope()
    for number in 0..<5 {
      _ = try await domain.documents.put(
        document("mine \(number)", title: "mine \(number)", source: "s\(number % 2)"), in: scope)
    }
    _ = try await domain.documents.put(
      document("ours", title: "ours", scope: .organization, user: nil), in: scope)
    _ = try await domain.documents.put(document("bob's", title: "bob's", user: "bob"), in: scope)
    _ = try await domain.documents.put(
      document("bound", title: "bound", project: "p", user: "ann"), in: scope)
    #expect(
      try await titles(domain, view(user: "ann"), in: scope)
        == ["ours", "mine 4", "mine 3", "mine 2", "mine 1", "mine 0"])
    #expect(
      try await titles(domain, view(project: "p", user: "ann"), in: scope).first == "bound")
    #expect(try await titles(domain, view(), in: scope) == ["ours"])
    #expect(
      try await titles(domain, view(user: "ann"), source: "s1", in: scope) == ["mine 3", "mine 1"])
  }

  private func titles(
    _ domain: DomainFixture, _ view: MemoryView, source: String = "", in scope: RequestScope
  ) async throws -> [String] {
    var titles: [String] = []
    var token = ""
    repeat {
      let page = try await domain.documents.list(
        view, sourceURI: source, page: PageRequest(size: 2, token: token), in: scope)
      titles += page.items.map(\.title)
      token = page.nextPageToken ?? ""
    } while !token.isEmpty
    return titles
  }

  @Test func `a rule names the field that breaks it`() throws {
    func refuse(_ field: String, _ body: () throws -> NewDocument) {
      do {
        _ = try body()
        Issue.record("\(field) was accepted")
      } catch DomainError.invalidArgument(let path, _) {
        #expect(path == field)
      } catch {
        Issue.record("\(error)")
      }
    }
    refuse("content") { try document(" \n ") }
    refuse("user_id") { try document("a", scope: .organization, user: "ann") }
    refuse("user_id") { try document("a", user: nil) }
    refuse("project_id") { try document("a", scope: .project, user: nil) }
    refuse("title") { try document("a", title: String(repeating: "t", count: 501)) }
    refuse("source_uri") { try document("a", source: String(repeating: "t", count: 2_049)) }
  }
}
